import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Scope } from './api-key.js';

/** A key; its secret is kept as a hash only. */
@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('text') workspace!: string;
  @Index({ unique: true })
  @PrimaryColumn('text', { name: 'key_id' })
  keyId!: string;
  @Column('text') name!: string;
  @Column('bytea', { name: 'secret_hash' }) secretHash!: Buffer;
  @Column('text', { array: true }) scopes!: Scope[];
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true }) revokedAt!: Date | null;
  /** Since when events that come with the key are refused. */
  @Column({ type: 'timestamptz', name: 'disabled_at', precision: 3, nullable: true })
  disabledAt!: Date | null;
}

export const accessEntities = [ApiKeyEntity];
