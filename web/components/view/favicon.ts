const size = 64;

/** Shows the number of unread messages on the icon of the tab; the plain icon for 0. */
export function showOnFavicon(unread: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  link.type = unread > 0 ? 'image/png' : 'image/svg+xml';
  link.href = unread > 0 ? badge(unread) : '/favicon.svg';
}

function badge(unread: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return '/favicon.svg';
  context.fillStyle = '#4f56c9';
  context.beginPath();
  context.roundRect(0, 0, size, size, 18);
  context.fill();
  context.fillStyle = '#fff';
  context.font = `700 ${unread > 9 ? 34 : 44}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(unread > 99 ? '99+' : String(unread), size / 2, size / 2 + 3, size - 6);
  return canvas.toDataURL('image/png');
}
