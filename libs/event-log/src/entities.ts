import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Links } from './event.js';

const int8 = { to: (value: number) => value, from: (value: string | number) => Number(value) };

/** One accepted event. Append-only: the table refuses UPDATE, DELETE and TRUNCATE. */
@Entity('events')
@Index(['workspace', 'source', 'eventId'], { unique: true })
@Index(['workspace', 'stream', 'streamVersion'], { unique: true })
export class EventEntity {
  @PrimaryColumn('text') workspace!: string;
  @PrimaryColumn('bigint', { transformer: int8 }) position!: number;
  @Column('text') source!: string;
  @Column('text', { name: 'event_id' }) eventId!: string;
  @Column('text') type!: string;
  @Column('text') stream!: string;
  @Column('integer', { name: 'stream_version' }) streamVersion!: number;
  @Column({ type: 'timestamptz', name: 'occurred_at', precision: 3 }) occurredAt!: Date;
  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 }) receivedAt!: Date;
  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 }) recordedAt!: Date;
  /** Last position of the append that wrote this event. */
  @Column('bigint', { transformer: int8 }) commit!: number;
  @Column('jsonb') data!: Record<string, unknown>;
  @Column('jsonb') links!: Links;
  @Column('bytea', { name: 'content_hash' }) contentHash!: Buffer;
  /** SHA-256 over the digest before and this event's content hash: proves that nothing was left out or changed. */
  @Column('bytea') digest!: Buffer;
}

/** The end of a workspace's log; locking its row gives the right to append. */
@Entity('log_heads')
export class LogHeadEntity {
  @PrimaryColumn('text') workspace!: string;
  @Column('bigint', { transformer: int8 }) position!: number;
  @Column('bytea') digest!: Buffer;
  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 }) recordedAt!: Date;
}

/** How far a projection has come in a workspace's log. */
@Entity('checkpoints')
export class CheckpointEntity {
  @PrimaryColumn('text') workspace!: string;
  @PrimaryColumn('text') projection!: string;
  @Column('bigint', { transformer: int8 }) position!: number;
}

/** The next Kafka offset to take, written in the transaction of the append it belongs to. */
@Entity('consumer_offsets')
export class ConsumerOffsetEntity {
  @PrimaryColumn('text', { name: 'consumer_group' }) consumerGroup!: string;
  @PrimaryColumn('text') topic!: string;
  @PrimaryColumn('integer') partition!: number;
  @Column('bigint', { name: 'next_offset', transformer: int8 }) nextOffset!: number;
}

/** A message that could not become an event, with its original bytes. It is resolved in the end, and never deleted. */
@Entity('quarantine')
@Index(['workspace', 'origin'], { unique: true, where: 'origin IS NOT NULL' })
export class QuarantineEntity {
  @PrimaryColumn('text') workspace!: string;
  @PrimaryColumn('bigint', { name: 'quarantine_id', generated: 'identity', generatedIdentity: 'ALWAYS' })
  quarantineId!: string;
  /** Machine-readable reason, such as invalid_data or id_conflict. */
  @Column('text') reason!: string;
  /** What is wrong, where, and what to do. */
  @Column('text') detail!: string;
  /** Where it came in: `http`, `kafka`. */
  @Column('text') door!: string;
  /** Its place at the door (topic/partition/offset/index), null over HTTP; the same place twice is one row. */
  @Column('text', { nullable: true }) origin!: string | null;
  @Column('text', { name: 'event_source', nullable: true }) eventSource!: string | null;
  @Column('text', { name: 'event_id', nullable: true }) eventId!: string | null;
  @Column('bytea') raw!: Buffer;
  /** JSON of what came beside the bytes and is needed to read them. */
  @Column('text', { nullable: true }) beside!: string | null;
  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 }) receivedAt!: Date;
  @Column({ type: 'timestamptz', name: 'resolved_at', precision: 3, nullable: true })
  resolvedAt!: Date | null;
  @Column('text', { nullable: true }) resolution!: 'replayed' | 'dismissed' | null;
  /** Why it was dismissed. */
  @Column('text', { name: 'resolution_reason', nullable: true }) resolutionReason!: string | null;
  /** Id of the API key that resolved it. */
  @Column('text', { name: 'resolved_by', nullable: true }) resolvedBy!: string | null;
  /** The event that it became. */
  @Column('text', { name: 'became_source', nullable: true }) becameSource!: string | null;
  @Column('text', { name: 'became_event_id', nullable: true }) becameEventId!: string | null;
}

export const eventLogEntities = [
  EventEntity,
  LogHeadEntity,
  CheckpointEntity,
  ConsumerOffsetEntity,
  QuarantineEntity,
];
