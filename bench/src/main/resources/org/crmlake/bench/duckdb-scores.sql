-- Orders, netted: what was given back is taken from the order that it names. Days are numbered from 1970-01-01, in UTC.
-- An order counts unless all that was paid for it was given back; one that never cost anything counts.
CREATE TEMP TABLE orders AS
SELECT *, day IS NOT NULL AND (net > 0 OR net = 0 AND returned = 0) AS counts
FROM (
  SELECT customer_key,
         coalesce('order:' || properties['order_id'], 'event:' || event_id) AS order_key,
         max(CASE WHEN name = 'Order Completed' THEN epoch_us(event_time) // 86400000000 END) AS day,
         sum(coalesce(amount, 0) * CASE WHEN name = 'Order Completed' THEN 1 ELSE -1 END) AS net,
         count(*) FILTER (WHERE name <> 'Order Completed') AS returned
  FROM read_parquet('$events/*.parquet')
  WHERE name IN ('Order Completed', 'Order Refunded', 'Order Cancelled') AND epoch_us(event_time) < $as_of * 86400000000
  GROUP BY ALL);

CREATE TEMP TABLE rfm AS
SELECT customer_key,
       $as_of - max(day) FILTER (WHERE counts) AS recency_days,
       count(*) FILTER (WHERE counts) AS frequency,
       sum(net)::DECIMAL(20, 4) AS monetary
FROM orders
GROUP BY customer_key
HAVING count(*) FILTER (WHERE counts) > 0;

COPY (
  WITH cuts AS (
    SELECT quantile_cont(recency_days::DOUBLE, [0.2, 0.4, 0.6, 0.8]) AS recency,
           quantile_cont(frequency::DOUBLE, [0.2, 0.4, 0.6, 0.8]) AS frequency,
           quantile_cont(monetary::DOUBLE, [0.2, 0.4, 0.6, 0.8]) AS monetary
    FROM rfm),
  reached AS (
    SELECT rfm.*,
           len(list_filter(cuts.recency, lambda cut: round(cut + 1, 5) <= rfm.recency_days)) AS by_recency,
           len(list_filter(cuts.frequency, lambda cut: round(cut + 1, 5) <= rfm.frequency)) AS by_frequency,
           len(list_filter(cuts.monetary, lambda cut: round(cut + 1, 5) <= rfm.monetary::DOUBLE)) AS by_monetary
    FROM rfm, cuts)
  SELECT customer_key, recency_days::INTEGER AS recency_days, frequency, monetary,
         ((5 - by_recency) * 100 + (by_frequency + 1) * 10 + by_monetary + 1)::INTEGER AS rfm_score
  FROM reached
) TO '$target/rfm.parquet' (FORMAT parquet, COMPRESSION zstd);

-- BG/NBD with times in weeks: the probability of being active, and of buying nothing within the horizon.
COPY (
  WITH histories AS (
    SELECT customer_key,
           (count(DISTINCT day) - 1)::INTEGER AS repeats,
           (max(day) - min(day))::INTEGER AS recency_days,
           ($as_of - 1 - min(day))::INTEGER AS age_days
    FROM orders
    WHERE counts
    GROUP BY customer_key),
  active AS (
    SELECT *,
           CASE WHEN repeats = 0 THEN 1
                ELSE 1 / (1 + $a / ($b + repeats - 1)
                  * pow(($alpha + age_days / 7) / ($alpha + recency_days / 7), $r + repeats)) END AS p_alive
    FROM histories),
  scored AS (
    SELECT *, 1 - p_alive * (1 - pow(1 + $horizon / ($alpha + age_days / 7), -($r + repeats))) AS churn_score
    FROM active)
  -- Equal scores stay together, in the tenth that the middle of them lies in.
  SELECT *,
         (1 + (2 * (rank() OVER (ORDER BY round(churn_score, 12)) - 1)
           + count(*) OVER (PARTITION BY round(churn_score, 12))) * 10 // (2 * count(*) OVER ()))::INTEGER AS churn_decile
  FROM scored
) TO '$target/churn.parquet' (FORMAT parquet, COMPRESSION zstd);
