import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef } from "react";

import styles from "./forms.module.css";

export interface SignaturePadHandle {
  /** What was drawn as PNG; `null` if nothing was. */
  readonly picture: () => Promise<Blob | null>;
  readonly clear: () => void;
}

interface SignaturePadProps {
  readonly ref?: Ref<SignaturePadHandle>;
  readonly label: string;
  readonly drawn: (whether: boolean) => void;
}

const INK = "#14213d";
const WIDTH = 2.4;

/** A place to sign with a finger, a pen or a mouse. The paper is white in the dark theme too: it is printed. */
export function SignaturePad({ ref, label, drawn }: SignaturePadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef<number | null>(null);
  const inked = useRef(false);

  useEffect(() => {
    const place = canvas.current;
    if (place === null) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    place.width = Math.round(place.clientWidth * ratio);
    place.height = Math.round(place.clientHeight * ratio);
    const paint = place.getContext("2d");
    if (paint === null) return;
    paint.scale(ratio, ratio);
    paint.lineWidth = WIDTH;
    paint.lineCap = "round";
    paint.lineJoin = "round";
    paint.strokeStyle = INK;
  }, []);

  useImperativeHandle(
    ref,
    () => ({
      picture: () => new Promise((told) => (inked.current && canvas.current !== null ? canvas.current.toBlob(told, "image/png") : told(null))),
      clear: () => {
        const place = canvas.current;
        place?.getContext("2d")?.clearRect(0, 0, place.width, place.height);
        inked.current = false;
        drawn(false);
      },
    }),
    [drawn],
  );

  function at(event: PointerEvent<HTMLCanvasElement>): [number, number] {
    const edge = event.currentTarget.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  }

  function begin(event: PointerEvent<HTMLCanvasElement>) {
    // One pen at a time: a palm on the glass draws nothing.
    if (pen.current !== null) return;
    pen.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    const paint = event.currentTarget.getContext("2d");
    paint?.beginPath();
    paint?.moveTo(...at(event));
  }

  function go(event: PointerEvent<HTMLCanvasElement>) {
    if (pen.current !== event.pointerId) return;
    const paint = event.currentTarget.getContext("2d");
    paint?.lineTo(...at(event));
    paint?.stroke();
    if (!inked.current) {
      inked.current = true;
      drawn(true);
    }
  }

  function end(event: PointerEvent<HTMLCanvasElement>) {
    if (pen.current === event.pointerId) pen.current = null;
  }

  return (
    <canvas
      ref={canvas}
      className={styles.pad}
      role="img"
      aria-label={label}
      onPointerDown={begin}
      onPointerMove={go}
      onPointerUp={end}
      onPointerCancel={end}
      data-testid="signature-pad"
    />
  );
}
