/** Settings of an app that is given more to do than the limits of users allow. */
export const noLimits = {
  CHAT_RATE_LIMIT: 'off',
  CHAT_USER_LIMIT: 'off',
  CHAT_THREAD_LIMIT: 'off',
  CHAT_SEARCH_LIMIT: 'off',
} as const;
