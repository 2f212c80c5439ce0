import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

interface PlaceholderProps {
  icon?: IconName;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** Fills a pane that has nothing to show, and explains why. */
export function Placeholder({ icon, title, hint, children }: PlaceholderProps) {
  return (
    <div className="placeholder">
      {icon && <Icon name={icon} />}
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}
