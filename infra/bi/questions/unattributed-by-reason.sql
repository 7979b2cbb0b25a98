-- Why revenue has no channel. no_role_touch is of lead_creation alone; unconverted deals have no rate and count 0 here: their
-- number says how many they are.
SELECT reason, sum(credit_linear) AS revenue_linear, sum(credit_lead_creation) AS revenue_lead_creation, sum(deals_linear) AS won_deals
FROM bi.unattributed
GROUP BY reason
ORDER BY revenue_lead_creation DESC
