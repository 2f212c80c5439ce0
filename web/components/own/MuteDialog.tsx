import { Dialog } from '../controls/Dialog.tsx';
import { muteTimes, type MuteTime } from '../view/own-side.ts';
import { strings } from '../view/strings.ts';

const words = strings.own;

/** Asks for how long to mute a conversation. */
export function MuteDialog({ onChoose, onClose }: { onChoose: (time: MuteTime) => void; onClose: () => void }) {
  const choose = (time: MuteTime) => {
    onChoose(time);
    onClose();
  };
  return (
    <Dialog title={words.muteTitle} onClose={onClose}>
      <p>{words.muteHint}</p>
      <div className="choices">
        {muteTimes.map((time) => (
          <button key={time} type="button" className="button" onClick={() => choose(time)}>
            {words.muteTimes[time]}
          </button>
        ))}
      </div>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {strings.message.cancel}
        </button>
      </div>
    </Dialog>
  );
}
