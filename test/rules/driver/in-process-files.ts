import { randomUUID } from 'node:crypto';
import type { FileRules } from '../../../lambdas/chat/ports/files.ts';
import type { Sockets } from '../../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../../lambdas/chat/ports/store.ts';
import { scanResultHandler } from '../../../lambdas/gateway/scan-result-handler.ts';
import { fileSize, onOff, uploadLimit } from '../../../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../../../lambdas/platform/settings.ts';
import type { RuleChat, RuleOptions } from './rule-chat.ts';
import { scanEvent } from './scan-event.ts';

/** The rules of files as the settings of a suite say. */
export function fileRulesOf(options: RuleOptions): FileRules {
  const { CHAT_ATTACHMENT_MAX, CHAT_UPLOAD_LIMIT, CHAT_MALWARE_SCAN } = { ...settingDefaults, ...options };
  return {
    attachmentMaxBytes: fileSize.parse(CHAT_ATTACHMENT_MAX),
    uploadLimit: uploadLimit.parse(CHAT_UPLOAD_LIMIT),
    malwareScan: onOff.parse(CHAT_MALWARE_SCAN),
  };
}

interface ScanParts {
  store: Store;
  sockets: Sockets;
  nowMs: number;
}

/** Hands GuardDuty's results to their function, with the parts that it has at the time. */
export function deliveryOfScans(partsNow: () => ScanParts): RuleChat['scanned'] {
  return async (uploadUrl, status) => {
    const { nowMs, ...parts } = partsNow();
    await scanResultHandler(parts, () => nowMs)(scanEvent(uploadUrl, status), { awsRequestId: randomUUID() });
  };
}
