/** A row in DynamoDB's JSON. */
type Image = Record<string, Record<string, unknown>>;

/**
 * A change of a row, as a stream returns it and Lambda passes it on.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion?: string;
  eventSource?: string;
  awsRegion: string;
  eventSourceARN?: string;
  dynamodb: {
    SequenceNumber: string;
    /** Seconds since the epoch. */
    ApproximateCreationDateTime: number;
    Keys?: Image;
    NewImage?: Image;
    OldImage?: Image;
    SizeBytes?: number;
    StreamViewType?: string;
  };
}

export interface ShardRecords {
  shardId: string;
  records: StreamRecord[];
}

/** The changes of one table, in shards. */
export interface ChangeStream {
  /** Takes its position: changes made after this resolves are read. */
  start(): Promise<void>;
  /** The changes since the last read, at most `limit` of each shard. */
  read(limit: number): Promise<ShardRecords[]>;
  /** To be called before the next read after one that failed. */
  resume(): Promise<void>;
  /** The changes of the shard up to this one have been processed: they are not read again, after a restart either. */
  done(shardId: string, sequenceNumber: string): void;
}

/** DynamoDB's streams for the other services. */
export interface TableStreams {
  /** Opens the stream of a table of the app for a reader. Undefined if there is no such table, or it has no stream. */
  open(tableArn: string, streamArn: string, reader: string): ChangeStream | undefined;
}
