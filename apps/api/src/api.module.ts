import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ApiKeyGuard, ApiKeys } from '@touchstone/access';
import { LogReader, type PersonalData } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { madeOf, type Pool } from '@touchstone/runtime';
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
import { TimelinesController } from './timelines/timelines.controller.js';
import { CLICKHOUSE, PERSONAL_DATA, POOL, TIMELINES } from './tokens.js';

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
        { provide: POOL, useValue: parts.pool },
        { provide: CLICKHOUSE, useValue: parts.clickhouse },
        { provide: PERSONAL_DATA, useValue: parts.personalData },
        { provide: ApiKeys, useValue: parts.keys },
        { ...madeOf(ApiKeyGuard, Reflector, ApiKeys), provide: APP_GUARD },
        { ...madeOf(PostgresTimelines, POOL), provide: TIMELINES },
        madeOf(LogReader, POOL),
        madeOf(AsOf, POOL, LogReader),
        madeOf(OwnEvents, POOL, PERSONAL_DATA),
        madeOf(TimelineLoader, POOL),
        madeOf(ReportContexts, LogReader, AsOf),
        madeOf(AttributionReports, CLICKHOUSE, ReportContexts),
        madeOf(RowConversionPages, CLICKHOUSE, ReportContexts),
        madeOf(ConversionCredits, CLICKHOUSE, LogReader, POOL, ReportContexts),
        madeOf(Reconciliations, CLICKHOUSE, ReportContexts),
        madeOf(Restatements, CLICKHOUSE, LogReader, ReportContexts),
        madeOf(Closings, LogReader, OwnEvents, ReportContexts),
        madeOf(PeriodComparison, CLICKHOUSE, Closings, ReportContexts),
        madeOf(AcquisitionCost, CLICKHOUSE, LogReader, ReportContexts),
        madeOf(AcquisitionConversionPages, CLICKHOUSE, ReportContexts),
        madeOf(CustomerQuestions, CLICKHOUSE, LogReader, ReportContexts),
        madeOf(CustomerPages, CLICKHOUSE, CustomerQuestions),
        madeOf(BestAndChurned, CLICKHOUSE, CustomerQuestions),
        madeOf(LifetimeValues, CLICKHOUSE, LogReader, CustomerQuestions),
        madeOf(Retentions, CLICKHOUSE, CustomerQuestions),
        madeOf(DarkFunnels, CLICKHOUSE, ReportContexts),
        madeOf(ContentReports, CLICKHOUSE, LogReader, ReportContexts),
        madeOf(TargetAccountReports, CLICKHOUSE, LogReader, ReportContexts),
        madeOf(LeadContexts, LogReader, AsOf),
        madeOf(LeadAnswers, CLICKHOUSE, LeadContexts),
        madeOf(FunnelReports, CLICKHOUSE, LeadContexts),
        madeOf(VelocityReports, CLICKHOUSE, LeadContexts),
        madeOf(ScoringReports, CLICKHOUSE, LeadContexts),
        madeOf(RejectedCosts, CLICKHOUSE, LogReader),
        madeOf(SlaReports, CLICKHOUSE, LeadContexts, RejectedCosts),
        madeOf(AlertPages, POOL, LogReader),
        madeOf(DefinitionPublisher, LogReader, OwnEvents),
        madeOf(RebuiltCredit, POOL, CLICKHOUSE, TimelineLoader),
        madeOf(MovedLeads, POOL, CLICKHOUSE, TimelineLoader),
        madeOf(DefinitionPreview, CLICKHOUSE, LogReader, ReportContexts, RebuiltCredit, MovedLeads),
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestMetrics).forRoutes('{*path}');
    consumer.apply(jsonBodies).forRoutes(DefinitionsController, PeriodsController);
  }
}
