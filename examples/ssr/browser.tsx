import { hydrateRoot } from 'react-dom/client';
import '@marketplace-chat/components/styles.css';
import { Page, type PageProps } from './Page.tsx';

const props = JSON.parse(document.getElementById('props')!.textContent) as PageProps;
hydrateRoot(document.getElementById('root')!, <Page {...props} />);
