export { ConversationStart } from '@marketplace-chat/components';
