import { Tag } from "antd";

import { FileButton } from "../files/file-button";
import { PICTURES } from "../files/upload";
import { useWords } from "../messages/language-context";
import styles from "./requests.module.css";

interface PhotosToAddProps {
  readonly photos: readonly File[];
  readonly choose: (photos: readonly File[]) => void;
}

/** Photos that go with a request once it is taken in. */
export function PhotosToAdd({ photos, choose }: PhotosToAddProps) {
  const { t } = useWords();
  return (
    <div className={styles.photos}>
      {photos.map((photo, index) => (
        <Tag
          key={`${photo.name}/${index}`}
          closable={{ "aria-label": t("requests.removePhoto", { name: photo.name }) }}
          onClose={() => choose(photos.filter((_, other) => other !== index))}
        >
          {photo.name}
        </Tag>
      ))}
      <FileButton accept={PICTURES} label={t("requests.addPhoto")} busy={false} choose={(file) => choose([...photos, file])} />
    </div>
  );
}
