const columns = {
  touches: `workspace person_key occurred_at event_id position event_source interaction side is_view channel channel_rule source
    medium campaign content term referrer_host landing_path content_id given_channel click_id page_host rules_version`,
  reclassified_touches: `workspace version interaction given_channel click_id source medium campaign referrer_host page_host side
    is_view channel channel_rule`,
  person_keys: `workspace person_key version from_at from_event person account_id`,
  journeys: `workspace kind converted_at conversion_id version is_live cause cause_event_id cause_position created_at value_minor
    report_currency account_id owner pipeline has_identity touch_at touch_position touch_channel touch_interaction touch_source
    touch_medium touch_campaign touch_content touch_flags touch_reach touch_person lead_at lead_reach segment`,
  deals: `workspace deal_id version is_live created_at status closed_at close_day amount_minor currency value_minor report_currency
    account_id segment owner pipeline stage stage_name stage_at lost_reason`,
  leads: `workspace lead_id version is_live created_at person account_id segment owner status deal_id stage_name stage_at
    stage_left_at stage_rule sales_at first_channel first_campaign channel campaign source medium clocks`,
  subscriptions: `workspace subscription_id version is_live account_id started_at churned_at change_at change_monthly_minor
    report_currency`,
  margins: `workspace position from_day millionths`,
  spend: `workspace day platform account campaign kind position cost_minor currency channel`,
};

/**
 * Columns of the facts that the views read, by table: views read as who asks them, so that each needs a grant and each table a
 * row policy. Written down, as statements are printed without an engine; what an engine reads is compared by a test.
 */
export const columnsBehindViews: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(columns).map(([table, names]) => [table, names.split(/\s+/)]),
);
