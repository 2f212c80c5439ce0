import type { Size } from './assumptions.ts';

/** A hosted chat with a list price for each monthly active user. */
interface HostedChat {
  name: string;
  /** US dollars a month for this number of monthly active users. */
  usdOf: (activeUsers: number) => number;
  price: string;
  includes: string;
  source: string;
  date: string;
}

/** How much a monthly active user writes in a month. */
export const messagesPerActiveUser = 100;

export function activeUsersOf({ messages }: Size): number {
  return messages / messagesPerActiveUser;
}

const zegoBlock = 10_000;

/** What a marketplace would rent. List prices, without volume discounts or a custom agreement. */
export const hostedChats: HostedChat[] = [
  {
    name: 'Twilio Conversations',
    usdOf: (activeUsers) => 0.05 * activeUsers,
    price: '$0.05 for each active user a month',
    includes: 'the service and its running; storage of files, SMS and WhatsApp are extra',
    source: 'https://www.telphiconsulting.com/blog/twilio-conversations-api-pricing',
    date: '2026-06-20',
  },
  {
    name: 'ZEGOCLOUD In-app Chat, Pro',
    usdOf: (activeUsers) => 449 * Math.ceil(activeUsers / zegoBlock),
    price: `$449 for each ${zegoBlock.toLocaleString('en')} monthly active users, or a part of them`,
    includes: 'the service and its running, and the history of 180 days',
    source: 'https://www.zegocloud.com/docs/console/faqs/pricing/fee-for-in-app-chat',
    date: '2026-11-30',
  },
];
