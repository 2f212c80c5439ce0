import { Dialog } from '../controls/Dialog.tsx';
import { muteTimes, type MuteTime } from '../view/own-side.ts';
import { words } from '../words/index.ts';

/** Asks for how long to mute a conversation. */
export function MuteDialog({ onChoose, onClose }: { onChoose: (time: MuteTime) => void; onClose: () => void }) {
  const choose = (time: MuteTime) => {
    onChoose(time);
    onClose();
  };
  return (
    <Dialog title={words.own.muteTitle} onClose={onClose}>
      <p>{words.own.muteHint}</p>
      <div className="choices">
        {muteTimes.map((time) => (
          <button key={time} type="button" className="button" onClick={() => choose(time)}>
            {words.own.muteTimes[time]}
          </button>
        ))}
      </div>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {words.message.cancel}
        </button>
      </div>
    </Dialog>
  );
}
