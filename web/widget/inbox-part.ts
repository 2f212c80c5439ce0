export { Inbox } from '@marketplace-chat/components';
