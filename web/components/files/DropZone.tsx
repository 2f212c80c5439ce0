import { useEffect, useRef, useState } from 'react';
import { usePart } from '../part/part-context.ts';
import { words } from '../words/index.ts';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/**
 * While files are dragged over the chat: where they can be dropped, which is anywhere in it; in the window, if the chat
 * is the whole page.
 */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { root, ownsPage } = usePart();
  const [isOver, setOver] = useState(false);
  const drop = useRef(onFiles);
  useEffect(() => void (drop.current = onFiles));
  useEffect(() => {
    const area: EventTarget = ownsPage ? window : root;
    const stop = new AbortController();
    const on = (event: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
      area.addEventListener(event, listener as EventListener, { signal: stop.signal });
    on('dragover', (event) => {
      if (!hasFiles(event)) return;
      // Else the browser would leave the page and open the file.
      event.preventDefault();
      setOver(true);
    });
    const isInside = (target: EventTarget | null) =>
      ownsPage ? target !== null : root.contains(target as Node | null);
    on('dragleave', ({ relatedTarget }) => !isInside(relatedTarget) && setOver(false));
    on('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      drop.current([...(event.dataTransfer?.files ?? [])]);
    });
    return () => stop.abort();
  }, [root, ownsPage]);
  return isOver ? <div className="drop-zone">{words.files.drop}</div> : null;
}
