import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ApiKeyGuard, type ApiKeys } from '@touchstone/access';
import { LogReader, type PersonalData } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import type { Pool } from '@touchstone/runtime';
import { PostgresTimelines, TimelineLoader } from '@touchstone/timeline';
import { AcquisitionConversionPages } from './acquisition-conversions/acquisition-conversion-pages.js';
import { AcquisitionConversionsController } from './acquisition-conversions/acquisition-conversions.controller.js';
import { AcquisitionCost } from './acquisition-cost/acquisition-cost.js';
import { AcquisitionCostController } from './acquisition-cost/acquisition-cost.controller.js';
import { AlertPages } from './alerts/alert-pages.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { AsOf } from './as-of.js';
import { ContentController } from './content/content.controller.js';
import { ContentReports } from './content/content-reports.js';
import { DarkFunnelController } from './dark-funnel/dark-funnel.controller.js';
import { DarkFunnels } from './dark-funnel/dark-funnels.js';
import { AttributionController } from './attribution/attribution.controller.js';
import { AttributionReports } from './attribution/attribution-reports.js';
import { ReportContexts } from './attribution/report-context.js';
import { DefinitionPreview } from './definitions/definition-preview.js';
import { DefinitionPublisher } from './definitions/definition-publisher.js';
import { DefinitionsController } from './definitions/definitions.controller.js';
import { MovedLeads } from './definitions/moved-leads.js';
import { RebuiltCredit } from './definitions/rebuilt-credit.js';
import { ConversionCreditController } from './conversions/conversion-credit.controller.js';
import { ConversionCredits } from './conversions/conversion-credits.js';
import { RootController } from './documents/root.controller.js';
import { CustomerPages } from './customers/customer-pages.js';
import { CustomersController } from './customers/customers.controller.js';
import { BestAndChurned } from './customer-traits/best-and-churned.js';
import { CustomerTraitsController } from './customer-traits/customer-traits.controller.js';
import { CustomerQuestions } from './customers/customer-questions.js';
import { LifetimeValueController } from './lifetime-value/lifetime-value.controller.js';
import { LifetimeValues } from './lifetime-value/lifetime-values.js';
import { Closings } from './periods/closings.js';
import { PeriodComparison } from './periods/period-comparison.js';
import { PeriodsController } from './periods/periods.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { Reconciliations } from './reconciliation/reconciliations.js';
import { jsonBodies } from './json-bodies.js';
import { OwnEvents } from './own-events.js';
import { RequestMetrics } from './request-metrics.js';
import { Restatements } from './restatements/restatements.js';
import { RestatementsController } from './restatements/restatements.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { Retentions } from './retention/retentions.js';
import { RowConversionPages } from './row-conversions/row-conversion-pages.js';
import { RowConversionsController } from './row-conversions/row-conversions.controller.js';
import { FunnelController } from './funnel/funnel.controller.js';
import { FunnelReports } from './funnel/funnel-reports.js';
import { VelocityController } from './velocity/velocity.controller.js';
import { VelocityReports } from './velocity/velocity-reports.js';
import { LeadAnswers } from './leads/lead-answers.js';
import { LeadsController } from './leads/leads.controller.js';
import { LeadContexts } from './leads/lead-contexts.js';
import { ScoringController } from './scoring/scoring.controller.js';
import { ScoringReports } from './scoring/scoring-reports.js';
import { SlaController } from './sla/sla.controller.js';
import { RejectedCosts } from './sla/rejected-costs.js';
import { SlaReports } from './sla/sla-reports.js';
import { TargetAccountReports } from './target-accounts/target-account-reports.js';
import { TargetAccountsController } from './target-accounts/target-accounts.controller.js';
import { PERSONAL_DATA, TIMELINES, TimelinesController } from './timelines/timelines.controller.js';

/** What the questions are answered from. */
export interface ApiParts {
  pool: Pool;
  clickhouse: ClickHouse;
  keys: ApiKeys;
  personalData: PersonalData;
}

/**
 * The query side: one folder a question, closed by default to whoever has no key with the route's scope.
 * The guard is the whole application's, also of modules that stand beside this one.
 */
@Module({})
export class ApiModule implements NestModule {
  static with(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        RootController,
        AcquisitionConversionsController,
        AcquisitionCostController,
        AlertsController,
        ContentController,
        DarkFunnelController,
        AttributionController,
        ConversionCreditController,
        CustomerTraitsController,
        CustomersController,
        DefinitionsController,
        FunnelController,
        LeadsController,
        LifetimeValueController,
        PeriodsController,
        ReconciliationController,
        RestatementsController,
        RetentionController,
        RowConversionsController,
        ScoringController,
        SlaController,
        TargetAccountsController,
        TimelinesController,
        VelocityController,
      ],
      providers: [
        { provide: LogReader, useFactory: () => new LogReader(parts.pool) },
        { provide: AsOf, inject: [LogReader], useFactory: (log: LogReader) => new AsOf(parts.pool, log) },
        {
          provide: AlertPages,
          inject: [LogReader],
          useFactory: (log: LogReader) => new AlertPages(parts.pool, log),
        },
        {
          provide: LeadContexts,
          inject: [LogReader, AsOf],
          useFactory: (log: LogReader, asOf: AsOf) => new LeadContexts(log, asOf),
        },
        {
          provide: FunnelReports,
          inject: [LeadContexts],
          useFactory: (contexts: LeadContexts) => new FunnelReports(parts.clickhouse, contexts),
        },
        {
          provide: LeadAnswers,
          inject: [LeadContexts],
          useFactory: (contexts: LeadContexts) => new LeadAnswers(parts.clickhouse, contexts),
        },
        {
          provide: VelocityReports,
          inject: [LeadContexts],
          useFactory: (contexts: LeadContexts) => new VelocityReports(parts.clickhouse, contexts),
        },
        {
          provide: ScoringReports,
          inject: [LeadContexts],
          useFactory: (contexts: LeadContexts) => new ScoringReports(parts.clickhouse, contexts),
        },
        {
          provide: SlaReports,
          inject: [LeadContexts, LogReader],
          useFactory: (contexts: LeadContexts, log: LogReader) =>
            new SlaReports(parts.clickhouse, contexts, new RejectedCosts(parts.clickhouse, log)),
        },
        { provide: OwnEvents, useFactory: () => new OwnEvents(parts.pool, parts.personalData) },
        {
          provide: AttributionReports,
          inject: [ReportContexts],
          useFactory: (contexts: ReportContexts) => new AttributionReports(parts.clickhouse, contexts),
        },
        {
          provide: ReportContexts,
          inject: [LogReader, AsOf],
          useFactory: (log: LogReader, asOf: AsOf) => new ReportContexts(log, asOf),
        },
        {
          provide: AcquisitionCost,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new AcquisitionCost(parts.clickhouse, log, contexts),
        },
        {
          provide: AcquisitionConversionPages,
          inject: [ReportContexts],
          useFactory: (contexts: ReportContexts) =>
            new AcquisitionConversionPages(parts.clickhouse, contexts),
        },
        {
          provide: CustomerPages,
          inject: [CustomerQuestions],
          useFactory: (questions: CustomerQuestions) => new CustomerPages(parts.clickhouse, questions),
        },
        {
          provide: CustomerQuestions,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new CustomerQuestions(parts.clickhouse, log, contexts),
        },
        {
          provide: BestAndChurned,
          inject: [CustomerQuestions],
          useFactory: (questions: CustomerQuestions) => new BestAndChurned(parts.clickhouse, questions),
        },
        {
          provide: LifetimeValues,
          inject: [LogReader, CustomerQuestions],
          useFactory: (log: LogReader, questions: CustomerQuestions) =>
            new LifetimeValues(parts.clickhouse, log, questions),
        },
        {
          provide: Retentions,
          inject: [CustomerQuestions],
          useFactory: (questions: CustomerQuestions) => new Retentions(parts.clickhouse, questions),
        },
        {
          provide: DarkFunnels,
          inject: [ReportContexts],
          useFactory: (contexts: ReportContexts) => new DarkFunnels(parts.clickhouse, contexts),
        },
        {
          provide: ContentReports,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new ContentReports(parts.clickhouse, log, contexts),
        },
        {
          provide: TargetAccountReports,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new TargetAccountReports(parts.clickhouse, log, contexts),
        },
        {
          provide: ConversionCredits,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new ConversionCredits(parts.clickhouse, log, parts.pool, contexts),
        },
        {
          provide: Reconciliations,
          inject: [ReportContexts],
          useFactory: (contexts: ReportContexts) => new Reconciliations(parts.clickhouse, contexts),
        },
        {
          provide: Restatements,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new Restatements(parts.clickhouse, log, contexts),
        },
        {
          provide: Closings,
          inject: [LogReader, OwnEvents, ReportContexts],
          useFactory: (log: LogReader, own: OwnEvents, contexts: ReportContexts) =>
            new Closings(log, own, contexts),
        },
        {
          provide: PeriodComparison,
          inject: [Closings, ReportContexts],
          useFactory: (closings: Closings, contexts: ReportContexts) =>
            new PeriodComparison(parts.clickhouse, closings, contexts),
        },
        {
          provide: RowConversionPages,
          inject: [ReportContexts],
          useFactory: (contexts: ReportContexts) => new RowConversionPages(parts.clickhouse, contexts),
        },
        {
          provide: DefinitionPreview,
          inject: [LogReader, ReportContexts],
          useFactory: (log: LogReader, contexts: ReportContexts) =>
            new DefinitionPreview(
              parts.clickhouse,
              log,
              contexts,
              new RebuiltCredit(parts.pool, parts.clickhouse, new TimelineLoader(parts.pool)),
              new MovedLeads(parts.pool, parts.clickhouse, new TimelineLoader(parts.pool)),
            ),
        },
        {
          provide: DefinitionPublisher,
          inject: [LogReader, OwnEvents],
          useFactory: (log: LogReader, own: OwnEvents) => new DefinitionPublisher(log, own),
        },
        { provide: TIMELINES, useFactory: () => new PostgresTimelines(parts.pool) },
        { provide: PERSONAL_DATA, useValue: parts.personalData },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new ApiKeyGuard(reflector, parts.keys),
        },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestMetrics).forRoutes('{*path}');
    consumer.apply(jsonBodies).forRoutes(DefinitionsController, PeriodsController);
  }
}
