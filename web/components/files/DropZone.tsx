import { useEffect, useRef, useState } from 'react';
import { words } from '../words/index.ts';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** While files are dragged over the window: where they can be dropped, which is anywhere in it. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [isOver, setOver] = useState(false);
  const drop = useRef(onFiles);
  useEffect(() => void (drop.current = onFiles));
  useEffect(() => {
    const stop = new AbortController();
    const on = (event: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
      window.addEventListener(event, listener, { signal: stop.signal });
    on('dragover', (event) => {
      if (!hasFiles(event)) return;
      // Else the browser would leave the page and open the file.
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', (event) => event.relatedTarget === null && setOver(false));
    on('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      drop.current([...(event.dataTransfer?.files ?? [])]);
    });
    return () => stop.abort();
  }, []);
  return isOver ? <div className="drop-zone">{words.files.drop}</div> : null;
}
