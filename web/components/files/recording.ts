/** Measures and records the microphone. One recording, which can be paused. */
export class Recording {
  private readonly levels: number[] = [];
  private readonly chunks: Blob[] = [];
  private recordedMs = 0;
  private resumedAtMs: number | null = null;

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
    private readonly context: AudioContext,
    private readonly analyser: AnalyserNode,
  ) {
    recorder.ondataavailable = ({ data }) => void this.chunks.push(data);
  }

  /** Asks for the microphone and begins. Rejects if there is none, or it may not be used. */
  static async begin(): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    // Safari records MP4, the others WebM.
    const mimeType = ['audio/webm;codecs=opus', 'audio/mp4'].find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1_024;
    context.createMediaStreamSource(stream).connect(analyser);
    const recording = new Recording(stream, recorder, context, analyser);
    recorder.start(1_000);
    recording.resumedAtMs = performance.now();
    return recording;
  }

  get durationMs(): number {
    return this.recordedMs + (this.resumedAtMs === null ? 0 : performance.now() - this.resumedAtMs);
  }

  /** The loudness right now, from 0 to 100. Each call while it records becomes a step of the waveform. */
  measure(): number {
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const level = Math.min(100, Math.round(Math.sqrt(power) * 300));
    if (this.resumedAtMs !== null) this.levels.push(level);
    return level;
  }

  pause(): void {
    this.recordedMs = this.durationMs;
    this.resumedAtMs = null;
    this.recorder.pause();
  }

  resume(): void {
    this.resumedAtMs = performance.now();
    this.recorder.resume();
  }

  /** Ends it, and returns what was recorded. */
  async end(): Promise<{ blob: Blob; durationMs: number; waveform: number[] }> {
    const durationMs = Math.round(this.durationMs);
    if (this.recorder.state !== 'inactive')
      await new Promise<void>((resolve) => {
        this.recorder.onstop = () => resolve();
        this.recorder.stop();
      });
    this.release();
    const type = this.recorder.mimeType.split(';', 1)[0]!;
    return { blob: new Blob(this.chunks, { type }), durationMs, waveform: stepsOf(this.levels) };
  }

  /** Ends it without a result. */
  discard(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    this.release();
  }

  /** Frees the microphone, so that the browser stops showing that it is used. */
  private release(): void {
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
  }
}

const stepsMax = 100;

/** The loudest of each of at most 100 equal pieces. */
export function stepsOf(levels: readonly number[]): number[] {
  const steps = Math.min(stepsMax, levels.length);
  return Array.from({ length: steps }, (_, index) => {
    const [from, to] = [index, index + 1].map((edge) => Math.floor((edge * levels.length) / steps));
    return Math.max(...levels.slice(from, to));
  });
}
