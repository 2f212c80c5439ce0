import { createRoot } from 'react-dom/client';
import { applyLanguage, applyTheme } from '@marketplace-chat/components';
import { App } from './App.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { followClicks } from './push/follow-clicks.ts';
import '@marketplace-chat/components/styles.css';

applyTheme();
followClicks();
await applyLanguage();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <ErrorBoundary>
    <App />
  </ErrorBoundary>,
);
