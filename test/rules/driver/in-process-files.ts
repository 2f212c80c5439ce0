import type { FileRules } from '../../../lambdas/chat/ports/files.ts';
import { fileSize, onOff, uploadLimit } from '../../../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../../../lambdas/platform/settings.ts';
import type { RuleOptions } from './rule-chat.ts';

/** The rules of files as the settings of a suite say. */
export function fileRulesOf(options: RuleOptions): FileRules {
  const { CHAT_ATTACHMENT_MAX, CHAT_UPLOAD_LIMIT, CHAT_MALWARE_SCAN } = { ...settingDefaults, ...options };
  return {
    attachmentMaxBytes: fileSize.parse(CHAT_ATTACHMENT_MAX),
    uploadLimit: uploadLimit.parse(CHAT_UPLOAD_LIMIT),
    malwareScan: onOff.parse(CHAT_MALWARE_SCAN),
  };
}
