import { Component, type ReactNode } from 'react';
import { reloadIfReachable } from '../state/reload.ts';
import { words } from '../words/index.ts';

/** Shows an error and a retry button in the place of a part of the page that cannot be loaded. */
export class PartBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <p className="error-text" role="alert">
        {words.start.partFailed}{' '}
        <button type="button" className="text-button" onClick={() => void reloadIfReachable()}>
          {words.start.retry}
        </button>
      </p>
    );
  }
}
