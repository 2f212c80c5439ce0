import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useChat } from '@marketplace-chat/react';
import { limits } from '../../../protocol/limits.ts';
import type { Message } from '../../../protocol/objects.ts';
import { countChars, normaliseContent } from '../../../protocol/text.ts';
import { useAutoHeight } from '../hooks/use-auto-height.ts';
import { changeEdit, saveEdit, type Edit } from '../state/edits.ts';
import { succeeds } from '../state/toasts.ts';
import { directionOf } from '../view/direction.ts';
import { cancels, submits } from '../view/keys.ts';
import { words } from '../words/index.ts';
import { isTouch } from '../view/touch.ts';

interface EditFormProps {
  message: Message;
  edit: Edit;
  onDone: () => void;
}

/** Replaces a bubble while its text is edited. */
export function EditForm({ message, edit, onDone }: EditFormProps) {
  const { client } = useChat();
  const { text, fresh } = edit;
  const [saving, setSaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useAutoHeight(field, text);
  useEffect(() => {
    if (!fresh) return;
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
    changeEdit(message, {});
  }, [fresh, message, text]);
  const content = normaliseContent(text);
  const length = countChars(content);
  const valid = (length > 0 || message.attachments.length > 0) && length <= limits.contentChars;

  const save = async () => {
    if (!valid || saving) return;
    if (content === message.content) return onDone();
    setSaving(true);
    const isSaved = await succeeds(saveEdit(client, message, content), 'change');
    setSaving(false);
    if (isSaved) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (cancels(event)) onDone();
    if (!submits(event)) return;
    event.preventDefault();
    void save();
  };
  return (
    <div className="edit">
      <textarea
        ref={field}
        rows={1}
        dir={directionOf(text)}
        value={text}
        aria-label={words.message.editLabel}
        onChange={(event) => changeEdit(message, { text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <footer>
        <small>
          {length > limits.contentChars
            ? words.message.tooLong(length - limits.contentChars)
            : isTouch()
              ? ''
              : words.message.editHint}
        </small>
        <button type="button" className="button" onClick={onDone}>
          {words.message.cancel}
        </button>
        <button
          type="button"
          className="button"
          data-look="primary"
          disabled={!valid || saving}
          onClick={() => void save()}
        >
          {words.message.save}
        </button>
      </footer>
    </div>
  );
}
