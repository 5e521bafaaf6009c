import { useEffect, useMemo, useRef, useState } from "react";

import styles from "./public-pages.module.css";
import { smallerPhoto } from "./smaller-photo";
import { type Language, say } from "./texts";

const MOST = 3;

interface PhotoPickerProps {
  readonly language: Language;
  readonly photos: readonly Blob[];
  readonly choose: (photos: readonly Blob[]) => void;
}

/** Photos from the camera or the album, made small before they are sent. */
export function PhotoPicker({ language, photos, choose }: PhotoPickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState(false);
  const pictures = useMemo(() => photos.map((photo) => URL.createObjectURL(photo)), [photos]);
  useEffect(() => () => pictures.forEach((picture) => URL.revokeObjectURL(picture)), [pictures]);

  const add = async (files: readonly File[]) => {
    setBad(false);
    try {
      const small = await Promise.all(files.slice(0, MOST - photos.length).map(smallerPhoto));
      choose([...photos, ...small]);
    } catch {
      setBad(true);
    }
  };

  return (
    <div className={styles.field}>
      {say(language, "photos")}
      <div className={styles.photos}>
        {pictures.map((picture, index) => (
          <button
            key={picture}
            type="button"
            className={styles.photo}
            aria-label={say(language, "removePhoto")}
            onClick={() => choose(photos.filter((_, other) => other !== index))}
            data-testid="photo"
          >
            <img src={picture} alt="" />
            <span aria-hidden="true">×</span>
          </button>
        ))}
        {photos.length < MOST && (
          <button type="button" className={styles.plain} onClick={() => input.current?.click()}>
            {say(language, "addPhoto")}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        data-testid="photo-input"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          void add(files);
        }}
      />
      {bad && (
        <span className="late" role="alert">
          {say(language, "badPhoto")}
        </span>
      )}
    </div>
  );
}
