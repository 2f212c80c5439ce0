export const alerts = {
  label: 'Alerts',
  notifications: 'Notify me while I look elsewhere',
  pushes: 'Also when this page is closed',
  pushesFailed: 'This setting could not be changed. Try again later.',
  sound: 'Play a sound',
  denied: 'Your browser blocks notifications of this site. Allow them in its settings.',
};

export const quiet = {
  open: 'Quiet hours…',
  title: 'Quiet hours',
  hint:
    'During these hours, none of your devices shows notifications while the chat is closed. When they end, one ' +
    'notification tells you what is unread.',
  on: 'Use quiet hours every day',
  from: 'From',
  to: 'To',
  timeZone: 'Time zone',
  sameTime: 'The start and end times must be different.',
  save: 'Save',
  saved: 'Quiet hours saved',
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  open: 'Keyboard shortcuts',
  close: 'Close',
  keys: {
    search: 'Search',
    find: 'Search in the open conversation',
    next: 'Next conversation',
    previous: 'Previous conversation',
    help: 'Show these shortcuts',
    editLast: 'Edit your last message, in an empty message field',
    send: 'Send',
    line: 'Start a new line',
    messages: 'Move through the messages, once one has the focus',
    actions: 'Open the actions of a message or conversation',
  },
  /** As they are written on keyboards. */
  names: { control: 'Ctrl', alt: 'Alt', shift: 'Shift', enter: 'Enter' },
};
