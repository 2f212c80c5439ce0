import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { FileDetails } from '@marketplace-chat/client';
import { useChat, useTyping, useUploads } from '@marketplace-chat/react';
import { limits } from '../../../protocol/limits.ts';
import type { Message, Thread, User } from '../../../protocol/objects.ts';
import { countChars } from '../../../protocol/text.ts';
import { Icon } from '../controls/Icon.tsx';
import { lazyPart } from '../controls/lazy-part.tsx';
import { AttachButton } from '../files/AttachButton.tsx';
import { FileTray } from '../files/FileTray.tsx';
import { DropZone } from '../files/DropZone.tsx';
import { useAttach } from '../files/use-attach.ts';
import { useOnceReady } from '../files/use-once-ready.ts';
import { useAutoHeight } from '../hooks/use-auto-height.ts';
import { usePart } from '../part/part-context.ts';
import { onDraftRemoved, readDraft, saveDraft } from '../state/drafts.ts';
import { endReply } from '../state/replies.ts';
import { notify, notifyFailure } from '../state/toasts.ts';
import { directionOf } from '../view/direction.ts';
import { cancels, isOfInputMethod, submits } from '../view/keys.ts';
import { readerOf } from '../view/moments.ts';
import { nameOf } from '../view/names.ts';
import { partsMax, splitContent } from '../view/split.ts';
import { words } from '../words/index.ts';
import { isTouch } from '../view/touch.ts';
import { ReplyBar } from './ReplyBar.tsx';

const VoiceRecorder = lazyPart(async () => (await import('../files/VoiceRecorder.tsx')).VoiceRecorder);

/** The composer shows the number of characters left once there are fewer than this. */
const warnBelowChars = 200;
interface ComposerProps {
  thread: Thread;
  other: User;
  /** The message that the next one replies to. */
  quoted: Message | null;
  onSent: () => void;
  /** Called for arrow up in an empty composer. */
  onEditLast: (event: KeyboardEvent) => void;
}

/**
 * The field to write messages in. Unsent text is kept as a draft. A text that is too long is sent as a few messages.
 */
export function Composer({ thread, other, quoted, onSent, onEditLast }: ComposerProps) {
  const { client, me, hasFiles } = useChat();
  const [text, setText] = useState(() => readDraft(me.id, thread.id));
  const [noteId, replyId] = [useId(), useId()];
  const typing = useTyping(thread.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const parts = useMemo(() => splitContent(text), [text]);
  const uploads = useUploads(thread.id).filter(({ entryId }) => entryId === null);
  const { attach, preparing } = useAttach(thread.id, uploads.length);
  const [isRecording, setRecording] = useState(false);
  const hasContent = parts?.length !== 0 || uploads.length > 0 || preparing > 0;
  useAutoHeight(field, text);
  const { autoFocus } = usePart();
  useFocusAtOpening(field, { isWanted: autoFocus });

  useEffect(
    () =>
      onDraftRemoved(me.id, thread.id, (sent) => {
        if (sent !== text) return;
        setText('');
        saveDraft(me.id, thread.id, '');
      }),
    [me.id, thread.id, text],
  );

  const change = (next: string) => {
    setText(next);
    saveDraft(me.id, thread.id, next);
    if (next.trim() === '') typing.stop();
    else typing.start();
  };
  const send = () => {
    if (parts === null) return notify('error', words.composer.tooLong(partsMax));
    const replyTo = quoted === null || quoted.deleted_at !== null ? null : quoted.seq;
    const files = uploads.map(({ id }) => id);
    const contents = parts.length === 0 && files.length > 0 ? [''] : parts;
    for (const [index, content] of contents.entries()) {
      const extras = index === 0 ? { replyTo, uploads: files } : {};
      const result = client.sendMessage(thread.id, content, undefined, extras);
      if (!result.ok) return notifyFailure(result.error);
    }
    if (contents.length > 0) onSent();
    endReply(thread.id);
    change('');
    field.current?.focus();
  };
  const sendOnceReady = useOnceReady(preparing, send);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowUp' && text === '' && !isOfInputMethod(event)) return onEditLast(event);
    if (!submits(event)) return;
    event.preventDefault();
    if (hasContent) sendOnceReady();
  };
  const sendVoice = (blob: Blob, details: FileDetails) => {
    const replyTo = quoted === null || quoted.deleted_at !== null ? null : quoted.seq;
    const { id } = client.files.attach(thread.id, blob, details);
    const result = client.sendMessage(thread.id, '', undefined, { replyTo, uploads: [id] });
    if (!result.ok) return notifyFailure(result.error);
    endReply(thread.id);
    onSent();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || !hasFiles) return;
    event.preventDefault();
    attach(files);
  };
  const cancelReply = () => {
    endReply(thread.id);
    field.current?.focus();
  };
  return (
    <div className="composer" onKeyDown={(event) => quoted !== null && cancels(event) && cancelReply()}>
      {hasFiles && <DropZone onFiles={attach} />}
      {quoted !== null && (
        <ReplyBar
          id={replyId}
          message={quoted}
          people={{ me, other }}
          reader={readerOf(thread, me.id)}
          onCancel={cancelReply}
        />
      )}
      <FileTray uploads={uploads} preparing={preparing} onRemove={({ id }) => client.files.remove(id)} />
      {isRecording && <VoiceRecorder onSend={sendVoice} onClose={() => setRecording(false)} />}
      <div className="composer-box" hidden={isRecording}>
        <textarea
          ref={field}
          data-composer
          rows={1}
          dir={directionOf(text)}
          value={text}
          placeholder={words.composer.placeholder}
          title={isTouch() ? undefined : words.composer.hint}
          aria-label={words.composer.label(nameOf(other))}
          aria-describedby={quoted === null ? noteId : `${replyId} ${noteId}`}
          enterKeyHint={isTouch() ? 'enter' : 'send'}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => typing.stop()}
        />
        {hasFiles && <AttachButton onFiles={attach} />}
        {hasFiles && !hasContent && canRecord() && (
          <button
            type="button"
            className="icon-button"
            aria-label={words.voice.record}
            title={words.voice.record}
            onClick={() => setRecording(true)}
          >
            <Icon name="microphone" />
          </button>
        )}
        <button
          type="button"
          className="send"
          aria-label={words.composer.send}
          aria-disabled={!hasContent || parts === null}
          // The field keeps the focus: losing it would send `typing_stop` right before the message.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => hasContent && sendOnceReady()}
        >
          <Icon name="send" />
        </button>
      </div>
      <p id={noteId} className="composer-note" role="status">
        {noteOf(text, parts)}
      </p>
    </div>
  );
}

/** Whether this browser can record at all. It cannot on a page without TLS. */
function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && navigator.mediaDevices !== undefined;
}

function noteOf(text: string, parts: string[] | null): string {
  if (parts === null) return words.composer.tooLong(partsMax);
  if (parts.length > 1) return words.composer.split(parts.length);
  const left = limits.contentChars - countChars(text);
  return left < warnBelowChars ? words.composer.left(Math.max(0, left)) : '';
}

/** Not on touch screens, where the keyboard would cover the messages. */
function useFocusAtOpening(field: RefObject<HTMLTextAreaElement | null>, { isWanted }: { isWanted: boolean }): void {
  const wanted = useRef(isWanted && !isTouch());
  useEffect(() => {
    if (wanted.current) field.current?.focus();
  }, [field]);
}
