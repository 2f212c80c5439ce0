import { Component, type ReactNode } from 'react';
import { Placeholder, words } from '@marketplace-chat/components';

/** Shows an error and a reload button instead of a blank window if the page throws. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="full-page">
        <Placeholder isPage icon="alert" title={words.start.crashed} hint={words.start.crashedHint}>
          <button type="button" className="button" onClick={() => location.reload()}>
            {words.start.reload}
          </button>
        </Placeholder>
      </main>
    );
  }
}
