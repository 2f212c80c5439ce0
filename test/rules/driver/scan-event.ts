/** GuardDuty's result for the file behind an upload URL. (GuardDuty User Guide, "S3 object scan result".) */
export function scanEvent(uploadUrl: string, scanResultStatus: string) {
  const [, bucketName = '', ...key] = new URL(uploadUrl).pathname.split('/');
  return {
    source: 'aws.guardduty',
    'detail-type': 'GuardDuty Malware Protection Object Scan Result',
    detail: {
      scanStatus: scanResultStatus === 'UNSUPPORTED' ? 'SKIPPED' : 'COMPLETED',
      resourceType: 'S3_OBJECT',
      s3ObjectDetails: { bucketName, objectKey: key.join('/') },
      scanResultDetails: { scanResultStatus },
    },
  };
}
