import { useEffect, useRef, useState } from "react";

import { useWords } from "../messages/language-context";
import { barcodeDetector } from "./browser-parts";
import styles from "./scan.module.css";

const LOOK_EVERY_MS = 200;

/** The picture of the back camera; the first QR code in it is taken. Nothing leaves the device but the code. */
export function Camera({ take }: { readonly take: (code: string) => void }) {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const taken = useRef(take);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    taken.current = take;
  }, [take]);

  useEffect(() => {
    const detector = barcodeDetector();
    if (detector === null) return undefined;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ending = new AbortController();
    const isOver = () => ending.signal.aborted;

    async function look() {
      const picture = video.current;
      if (isOver() || picture === null || detector === null) return;
      const [found] = picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await detector.detect(picture).catch(() => []) : [];
      if (isOver()) return;
      if (found === undefined) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
      else taken.current(found.rawValue);
    }

    async function open() {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      if (isOver() || video.current === null) {
        shut(stream);
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      await look();
    }

    open().catch(() => !isOver() && setFailed(true));
    return () => {
      ending.abort();
      clearTimeout(timer);
      if (stream !== null) shut(stream);
    };
  }, []);

  if (failed) return <p className="quiet">{t("views.scan.noCamera")}</p>;
  return <video ref={video} className={styles.picture} muted playsInline aria-label={t("views.scan.camera")} data-testid="scan-camera" />;
}

function shut(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop();
}
