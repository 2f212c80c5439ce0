import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

interface PlaceholderProps {
  icon?: IconName;
  title: string;
  hint?: string;
  /** It fills the whole page, so that its title is the heading of the page. An alert tells screen readers of it. */
  isPage?: boolean;
  children?: ReactNode;
}

/** Fills a pane that has nothing to show, and explains why. */
export function Placeholder({ icon, title, hint, isPage = false, children }: PlaceholderProps) {
  return (
    <div className="placeholder" role={isPage ? 'alert' : undefined}>
      {icon && <Icon name={icon} />}
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}
