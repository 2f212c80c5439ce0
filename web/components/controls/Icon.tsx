const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM20 20l-4-4',
  close: 'M6 6l12 12M18 6L6 18',
  compose: 'M12 5H7a3 3 0 0 0-3 3v9a3 3 0 0 0 3 3h9a3 3 0 0 0 3-3v-5M10 14l1-4 8-8 3 3-8 8-4 1Z',
  back: 'M15 5l-7 7 7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  pin: 'M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6ZM12 15v6',
  mute: 'M6 16V11a6 6 0 0 1 9-5.2M18 11v3M4 4l16 16M4 18h14M10 21h4',
  unread: 'M3 6h18v12H3zM3 7l9 7 9-7',
  block: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM6.4 6.4l11.2 11.2',
  archive: 'M3 5h18v4H3zM5 9v10h14V9M10 13h4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  unlock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.6-1.6',
  send: 'M12 19V6M6 11l6-6 6 6',
  down: 'M12 5v13M6 13l6 6 6-6',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4l3 2',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2 12.5l4.5 4.5L15 8M11 16l1 1 9.5-9',
  alert: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.5M12 16h.01',
  reply: 'M10 7L5 12l5 5M5 12h9a5 5 0 0 1 5 5v2',
  quoted: 'M12 20V5M6 11l6-6 6 6',
  smile: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM9 10h.01M15 10h.01M8.5 14a4.5 4.5 0 0 0 7 0',
  plus: 'M12 5v14M5 12h14',
  edit: 'M4 20l1-5L16 4l4 4L9 19l-5 1Z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 11v5M12 8h.01',
  keyboard: 'M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8',
  chat: 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z',
  payment: 'M3 6h18v12H3zM3 10h18M7 15h3',
  dispute: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  job: 'M4 8h16v11H4zM9 8V5h6v3M4 13h16',
  hired: 'M10 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM3 21a7 7 0 0 1 11.5-5.4M15 18.5l2.2 2.2L22 16',
  proposal: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  clip: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.3 17a1.7 1.7 0 0 1-2.4-2.4L14 7.5',
  microphone: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  play: 'M7 4l13 8-13 8Z',
  pause: 'M8 5v14M16 5v14',
  stop: 'M6 6h12v12H6z',
  minus: 'M5 12h14',
  forward: 'M9 5l7 7-7 7',
  signOut: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
} as const;

export type IconName = keyof typeof paths;

/** Hidden from screen readers: its meaning has to be in the text next to it, or in the label of its button. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 24 24" data-icon={name} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
