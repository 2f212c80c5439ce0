interface WaveformProps {
  /** Each from 0 to 100. */
  levels: number[];
  /** How much of it has been played, from 0 to 1. */
  part: number;
}

/** The loudness of a recording over time. It shows what the slider over it says, so screen readers leave it out. */
export function Waveform({ levels, part }: WaveformProps) {
  return (
    <svg className="waveform" viewBox={`0 0 ${levels.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      {levels.map((level, index) => (
        <rect
          key={index}
          data-played={index < part * levels.length}
          x={index + 0.2}
          width={0.6}
          y={50 - Math.max(4, level) / 2}
          height={Math.max(4, level)}
        />
      ))}
    </svg>
  );
}
