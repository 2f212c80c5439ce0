/** Two short tones, made by the browser, so that nothing is loaded. */
const tones = [
  { hertz: 660, atSeconds: 0 },
  { hertz: 880, atSeconds: 0.12 },
];
const toneSeconds = 0.18;
const loudness = 0.08;

let context: AudioContext | null = null;

/** Plays the sound of a new message. Silent if the browser does not allow sound before the user has clicked. */
export function playSound(): void {
  try {
    context ??= new AudioContext();
    for (const tone of tones) play(context, tone);
  } catch {
    context = null; // A device without sound.
  }
}

function play(audio: AudioContext, { hertz, atSeconds }: (typeof tones)[number]): void {
  const start = audio.currentTime + atSeconds;
  const oscillator = new OscillatorNode(audio, { frequency: hertz });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(loudness, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + toneSeconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + toneSeconds);
}
