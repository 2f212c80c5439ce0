export const alerts = {
  label: 'Alerts',
  notifications: 'Notify me while I look elsewhere',
  sound: 'Play a sound',
  denied: 'Your browser blocks notifications of this site. Allow them in its settings.',
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
