/** Recording a voice note: a minute at most, as WebM or, in Safari, MP4. */

export const LONGEST_MS = 60_000;
const SHORTEST_MS = 600;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/webm"];

export interface Recording {
  /** End it; `null`: too short to be meant. */
  readonly end: () => Promise<File | null>;
}

export function canRecord(): boolean {
  const { mediaDevices } = navigator as Partial<Navigator>;
  return mediaDevices !== undefined && typeof MediaRecorder !== "undefined" && kindOfHere() !== undefined;
}

/** Begin; asks for the microphone the first time. `over` is called when the minute is full. Rejects if the person says no. */
export async function record(over: () => void): Promise<Recording> {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const kind = kindOfHere() ?? "audio/webm";
  const recorder = new MediaRecorder(sound, { mimeType: kind, audioBitsPerSecond: 32_000 });
  const parts: Blob[] = [];
  const began = Date.now();
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise<void>((done) => {
    recorder.onstop = () => done();
  });
  recorder.start();
  const timer = setTimeout(over, LONGEST_MS);
  return {
    end: async () => {
      clearTimeout(timer);
      const lasted = Date.now() - began;
      if (recorder.state !== "inactive") recorder.stop();
      await ended;
      for (const track of sound.getTracks()) track.stop();
      const plain = kind.split(";")[0] ?? kind;
      return lasted < SHORTEST_MS ? null : new File(parts, `voice.${plain === "audio/mp4" ? "m4a" : "webm"}`, { type: plain });
    },
  };
}

function kindOfHere(): string | undefined {
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
}
