import { namedColor, type Brand } from '../brand/brand.ts';

const size = 64;
const usualIcon = '/favicon.svg';

/** Shows the number of unread messages on the icon of the tab; for 0 the plain icon, or the logo of the brand. */
export function showOnFavicon(unread: number, brand: Brand = {}): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  link.removeAttribute('type');
  link.href = unread > 0 ? badge(unread, namedColor(brand, 'accent', 'light') ?? '#4f56c9') : (brand.logo ?? usualIcon);
}

function badge(unread: number, color: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return usualIcon;
  context.fillStyle = color;
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
