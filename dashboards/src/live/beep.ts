/** Tones of the page. Browsers allow sound only after the person has touched the page once. */
let context: AudioContext | null = null;
const listeners = new Set<() => void>();

export function readySound(): void {
  if (typeof AudioContext === "undefined") return;
  if (context === null) {
    context = new AudioContext();
    context.addEventListener("statechange", () => {
      for (const changed of listeners) changed();
    });
  }
  if (context.state === "suspended") void context.resume();
}

/** Whether the page may be heard. */
export function soundReady(): boolean {
  return context?.state === "running";
}

export function onSound(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** A tone: when (s from now), how high (Hz), how long (s). */
export type Tone = readonly [delayS: number, pitchHz: number, lengthS: number];

/** Play them, as loud as `volume` (0 to 1); returns what stops them. Without the right to sound nothing happens. */
export function play(tones: readonly Tone[], volume = 0.25): () => void {
  if (context?.state !== "running") return () => undefined;
  const { currentTime, destination } = context;
  const sounding: OscillatorNode[] = [];
  for (const [delay, pitch, length] of tones) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const start = currentTime + delay;
    const end = start + length;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(volume, start + 0.02);
    loudness.gain.setValueAtTime(volume, Math.max(start + 0.02, end - 0.04));
    loudness.gain.exponentialRampToValueAtTime(0.0001, end);
    tone.connect(loudness).connect(destination);
    tone.start(start);
    tone.stop(end + 0.02);
    sounding.push(tone);
  }
  return () => {
    for (const tone of sounding) tone.stop();
  };
}

/** A short double tone for what is critical. */
export function beep(): void {
  play([
    [0, 880, 0.18],
    [0.22, 660, 0.18],
  ]);
}
