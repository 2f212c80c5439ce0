import { useRef, useState } from 'react';
import type { Attachment } from '../../../protocol/attachments.ts';
import { Icon } from '../controls/Icon.tsx';
import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';
import { clockOf } from './clock.ts';
import { useLinkTo, type FilePlace } from './use-link.ts';
import { usePlayAgain } from './use-play-again.ts';
import { Waveform } from './Waveform.tsx';

const rates = [1, 1.5, 2];

/** A recording: play and pause, the place in it by click and by arrow keys, and how fast it is played. */
export function AudioPlayer({ attachment, place }: { attachment: Attachment; place: FilePlace }) {
  const linkTo = useLinkTo();
  return (
    <Player
      name={attachment.kind === 'voice' ? words.voice.title : attachment.name}
      durationMs={attachment.duration_ms}
      waveform={attachment.waveform}
      load={(how) => linkTo(place, how)}
    />
  );
}

interface PlayerProps {
  name: string;
  durationMs: number | undefined;
  waveform: number[] | undefined;
  /** The address of the recording, asked for when it is first played, and again if that one does not work any more. */
  load: (how?: { isRenewed?: boolean }) => Promise<string | null>;
}

export function Player({ name, durationMs, waveform, load }: PlayerProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [knownMs, setKnownMs] = useState(durationMs ?? 0);
  const [rate, setRate] = useState(1);
  const lengthMs = Math.max(knownMs, atMs);

  const loaded = async (element: HTMLAudioElement) => {
    if (element.src !== '') return true;
    const url = await load();
    if (url === null) return false;
    element.src = url;
    return true;
  };
  const toggle = async () => {
    const element = audio.current!;
    if (isPlaying) return element.pause();
    if (!(await loaded(element))) return notify('error', words.files.linkFailed);
    element.playbackRate = rate;
    // A file that cannot be loaded also fires `error`, which renews the link.
    await element
      .play()
      .catch((error: Error) => error.name === 'NotAllowedError' && notify('error', words.files.linkFailed));
  };
  const again = usePlayAgain(
    () => load({ isRenewed: true }),
    () => {
      setPlaying(false);
      notify('error', words.files.linkFailed);
    },
  );
  const seek = async (ms: number) => {
    const element = audio.current!;
    setAtMs(ms);
    if (await loaded(element)) element.currentTime = ms / 1_000;
  };
  const faster = () => {
    const next = rates[(rates.indexOf(rate) + 1) % rates.length]!;
    setRate(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <div className="player" role="group" aria-label={name}>
      <button
        type="button"
        className="icon-button player-play"
        aria-label={isPlaying ? words.files.pausePlaying : words.files.play}
        onClick={() => void toggle()}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <span className="player-track">
        {waveform && <Waveform levels={waveform} part={lengthMs === 0 ? 0 : atMs / lengthMs} />}
        <input
          type="range"
          data-over={waveform !== undefined}
          min={0}
          max={Math.max(1, Math.round(lengthMs))}
          step={1_000}
          value={Math.round(atMs)}
          aria-label={words.files.position}
          aria-valuetext={words.files.positionText(clockOf(atMs), clockOf(lengthMs))}
          onChange={(event) => void seek(Number(event.target.value))}
        />
      </span>
      <span className="player-time">{clockOf(isPlaying || atMs > 0 ? atMs : lengthMs)}</span>
      <button type="button" className="text-button player-rate" aria-label={words.files.speed(rate)} onClick={faster}>
        {rate}×
      </button>
      <audio
        ref={audio}
        preload="none"
        {...again}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAtMs(0)}
        onTimeUpdate={({ currentTarget }) => setAtMs(currentTarget.currentTime * 1_000)}
        onDurationChange={({ currentTarget: { duration } }) =>
          Number.isFinite(duration) && setKnownMs(duration * 1_000)
        }
      />
    </div>
  );
}
