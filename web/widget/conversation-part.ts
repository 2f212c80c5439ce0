export { Conversation } from '@marketplace-chat/components';
