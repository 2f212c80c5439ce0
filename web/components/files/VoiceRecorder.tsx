import { useEffect, useRef, useState } from 'react';
import type { FileDetails } from '@marketplace-chat/client';
import { limits } from '../../../protocol/limits.ts';
import { Icon } from '../controls/Icon.tsx';
import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';
import { Player } from './AudioPlayer.tsx';
import { clockOf } from './clock.ts';
import { Recording } from './recording.ts';
import { useObjectUrl } from './use-object-url.ts';

const measureEveryMs = 100;

interface VoiceRecorderProps {
  onSend: (blob: Blob, details: FileDetails) => void;
  onClose: () => void;
}

type Recorded = Awaited<ReturnType<Recording['end']>>;

/** In place of the text field: records a voice message, lets the user hear it, and sends or discards it. */
export function VoiceRecorder({ onSend, onClose }: VoiceRecorderProps) {
  const recording = useRef<Recording | null>(null);
  const close = useRef(onClose);
  useEffect(() => void (close.current = onClose));
  const [phase, setPhase] = useState<'starting' | 'recording' | 'paused'>('starting');
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const [now, setNow] = useState({ level: 0, durationMs: 0 });

  useEffect(() => {
    let isShown = true;
    Recording.begin().then(
      (begun) => {
        if (!isShown) return begun.discard();
        recording.current = begun;
        setPhase('recording');
      },
      () => {
        if (!isShown) return;
        notify('error', words.voice.noMicrophone);
        close.current();
      },
    );
    return () => {
      isShown = false;
      recording.current?.discard();
    };
  }, []);

  const end = async () => {
    const ended = await recording.current!.end();
    recording.current = null;
    setRecorded(ended);
    return ended;
  };
  useEffect(() => {
    if (phase !== 'recording' || recorded !== null) return;
    const timer = setInterval(() => {
      const { current } = recording;
      if (current === null) return;
      setNow({ level: current.measure(), durationMs: current.durationMs });
      if (current.durationMs < limits.voiceMs - 1_000) return;
      notify('done', words.voice.longest);
      void end();
    }, measureEveryMs);
    return () => clearInterval(timer);
  }, [phase, recorded]);

  const pause = () => {
    if (phase === 'recording') recording.current?.pause();
    else recording.current?.resume();
    setPhase(phase === 'recording' ? 'paused' : 'recording');
  };
  const send = async () => {
    const { blob, durationMs, waveform } = recorded ?? (await end());
    const name = `voice.${blob.type.endsWith('mp4') ? 'm4a' : 'webm'}`;
    onSend(blob, { name, voice: true, durationMs: Math.min(durationMs, limits.voiceMs), waveform });
    onClose();
  };
  return (
    <div className="composer-box voice" role="group" aria-label={words.voice.title}>
      <button
        type="button"
        className="icon-button"
        aria-label={words.voice.discard}
        title={words.voice.discard}
        onClick={onClose}
      >
        <Icon name="trash" />
      </button>
      {recorded === null ? (
        <>
          <span className="voice-clock" role="timer" data-live={phase === 'recording'}>
            <span className="visually-hidden">{words.voice.recording} </span>
            {clockOf(now.durationMs)}
          </span>
          <meter
            className="voice-level"
            min={0}
            max={100}
            value={phase === 'recording' ? now.level : 0}
            aria-hidden="true"
          />
          <button
            type="button"
            className="icon-button"
            aria-label={phase === 'paused' ? words.voice.resume : words.voice.pause}
            disabled={phase === 'starting'}
            onClick={pause}
          >
            <Icon name={phase === 'paused' ? 'microphone' : 'pause'} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={words.voice.stop}
            title={words.voice.stop}
            disabled={phase === 'starting'}
            onClick={() => void end()}
          >
            <Icon name="stop" />
          </button>
        </>
      ) : (
        <Listen recorded={recorded} />
      )}
      <button
        type="button"
        className="send"
        aria-label={words.voice.send}
        disabled={phase === 'starting'}
        onClick={() => void send()}
      >
        <Icon name="send" />
      </button>
    </div>
  );
}

function Listen({ recorded: { blob, durationMs, waveform } }: { recorded: Recorded }) {
  const url = useObjectUrl(blob);
  return <Player name={words.voice.title} durationMs={durationMs} waveform={waveform} load={async () => url} />;
}
