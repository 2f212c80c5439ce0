/**
 * The objects of the contract, as the client hands them over. Each is inferred from its schema in `protocol/`; the
 * published package has them spelled out.
 */
import type * as attachments from '../../../protocol/attachments.ts';
import type * as errors from '../../../protocol/errors.ts';
import type * as events from '../../../protocol/events.ts';
import type * as notifications from '../../../protocol/notifications.ts';
import type * as objects from '../../../protocol/objects.ts';
import type * as ownSide from '../../../protocol/own-side.ts';
import type * as results from '../../../protocol/results.ts';
import type * as search from '../../../protocol/search.ts';

/** Somebody who talks: the id in the marketplace, and the name. */
export type User = objects.User;
/** The side of a user in a conversation. */
export type Role = objects.Role;
/** What a conversation is about. */
export type Job = objects.Job;
/** A participant, and whether they have the conversation open. */
export type Member = objects.Member;
/** A file of a message. */
export type Attachment = attachments.Attachment;
/** A message. `sender` is null for those of the marketplace. */
export type Message = objects.Message;
/** A conversation, as its user sees it. */
export type Thread = objects.Thread;
/** The codes with which the server refuses. */
export type ErrorCode = errors.ErrorCode;
/** A wrong field, by its path (`client.id`). */
export type ErrorDetail = errors.ErrorDetail;
/** The data of each event of the server, by its name. */
export type ServerEvents = { [E in events.EventName]: events.EventData<E> };
/** The events of the server. */
export type EventName = keyof ServerEvents;
/** The data of an event of the server. */
export type EventData<E extends EventName = EventName> = ServerEvents[E];
/** Which conversations a list shows. */
export type InboxView = ownSide.InboxView;
/** Changes of the user's own side of a conversation; what is left out stays as it is. */
export type OwnChange = ownSide.OwnChange;
/** The users whom the user blocks. */
export type BlockList = ownSide.BlockList;
/** A page of conversations. */
export type ThreadPage = results.ThreadPage;
/** A page of messages, the oldest first. */
export type MessagePage = results.MessagePage;
/** Who has read a message, and when. */
export type ReadsPage = results.ReadsPage;
/** What became read. */
export type MarkReadResult = results.MarkReadResult;
/** The numbers of unread messages, by conversation. */
export type UnreadCount = results.UnreadCount;
/** A user in a request. */
export type NamedUser = results.NamedUser;
/** A job in a request. */
export type NamedJob = results.NamedJob;
/** A message that a search has found, with the places of the words. */
export type SearchHit = search.SearchHit;
/** A page of what a search has found. */
export type SearchPage = search.SearchPage;
/** A file that is to be uploaded. */
export type NewAttachment = attachments.NewAttachment;
/** Where to put the parts of a file. */
export type UploadParts = attachments.Upload;
/** A link to a file, for five minutes. */
export type AttachmentLink = attachments.AttachmentLink;
/** The key that a browser needs to subscribe to pushes. */
export type PushKey = notifications.PushKey;
/** A browser's push subscription, as `PushSubscription.toJSON()` writes it. */
export type PushTarget = notifications.PushSubscription;
/** The hours in which nothing is pushed to the user. */
export type QuietHours = notifications.QuietHours;
/** What the user wants to be notified of. */
export type Preferences = notifications.Preferences;
