import { commonErrors as common, type Endpoint } from './endpoint.ts';
import { preferences, pushEndpoint, pushKey, pushSubscription } from './notifications.ts';

const answeredBy = 'notifications';

/** The endpoints of pushes to browsers and of what the caller wants to hear of. */
export const notificationEndpoints = {
  pushKey: {
    method: 'GET',
    path: '/push/key/',
    summary: 'The key that a browser needs to subscribe to pushes',
    answeredBy,
    responses: { 200: pushKey },
    errors: common,
  },
  subscribe: {
    method: 'PUT',
    path: '/push/subscriptions/',
    summary: 'Push to this browser, too; beyond 10 of a user the oldest goes',
    answeredBy,
    body: pushSubscription,
    responses: { 204: null },
    errors: [...common, 'payload_too_large'],
  },
  unsubscribe: {
    method: 'DELETE',
    path: '/push/subscriptions/',
    summary: 'Push to this browser no more',
    answeredBy,
    body: pushEndpoint,
    responses: { 204: null },
    errors: [...common, 'payload_too_large'],
  },
  getPreferences: {
    method: 'GET',
    path: '/me/preferences/',
    summary: "The caller's quiet hours",
    answeredBy,
    responses: { 200: preferences },
    errors: common,
  },
  putPreferences: {
    method: 'PUT',
    path: '/me/preferences/',
    summary: 'Set quiet hours: nothing is pushed within them, and one summary when they end',
    answeredBy,
    body: preferences,
    responses: { 200: preferences },
    errors: [...common, 'payload_too_large'],
  },
} as const satisfies Record<string, Endpoint>;
