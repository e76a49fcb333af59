SELECT name, amount FROM events ORDER BY 1
SELECT name, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1 ASC NULLS LAST
SELECT name, count(*) FROM events GROUP BY 1 HAVING count(*) > 0
SELECT name AS n FROM events GROUP BY n ORDER BY n
SELECT name, count(*) FROM events GROUP BY ALL ORDER BY ALL
SELECT name, count(*) FROM events GROUP BY 1 WITH ROLLUP
SELECT name, amount, count(*) FROM events GROUP BY CUBE (1, 2)
SELECT name, amount, grouping_id() FROM events GROUP BY GROUPING SETS ((1), (2), ())
SELECT name, event_time, grouping(name) FROM events GROUP BY name, ROLLUP (event_time)
SELECT * FROM events
SELECT e.*, e.name FROM events e
SELECT * EXCEPT (name) FROM events
SELECT struct(*) FROM events
SELECT count(*), count(name, amount), count(DISTINCT name, amount) FROM events e
SELECT s.* FROM (SELECT named_struct('a', 1, 'b', 2) AS s)
SELECT count(*) FILTER (WHERE amount > 0) FROM events
SELECT sum(amount) OVER (PARTITION BY name ORDER BY event_time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM events
SELECT sum(amount) OVER (ORDER BY event_time RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND INTERVAL '1' DAY FOLLOWING) FROM events
SELECT sum(amount) OVER (ORDER BY event_time ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) FROM events
SELECT rank() OVER w, lead(name, 1, 'x') OVER w, lag(name) IGNORE NULLS OVER (w) FROM events WINDOW w AS (PARTITION BY name ORDER BY event_time DESC)
SELECT rank() OVER w, sum(amount) OVER v FROM events WINDOW w AS (ORDER BY amount), v AS w
SELECT transform(array(1, 2), (x, i) -> x + i), filter(array(1), x -> x > 0), exists(array(1), x -> x = 1), reduce(array(1), 0, (a, x) -> a + x)
SELECT INTERVAL 1 DAY, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND, -INTERVAL 3 WEEKS, INTERVAL 1 YEAR 2 MONTHS, INTERVAL 1 DAY 2 HOURS
SELECT event_time + INTERVAL 1 MONTH, event_time - INTERVAL '1' DAY, date(event_time) - DATE '2026-01-01', event_time - timestamp '2026-01-01', date '2026-01-01' + 1, 2 * INTERVAL 1 DAY, INTERVAL 1 DAY / 2, make_interval(1) * 2 FROM events
SELECT CASE WHEN amount > 0 THEN 'a' ELSE 'b' END, CASE name WHEN 'x' THEN 1 END, if(amount > 0, 1, 2) FROM events
SELECT name FROM events WHERE name IN (SELECT name FROM events)
SELECT name FROM events WHERE name NOT IN ('x', 'y')
SELECT name FROM events WHERE (name, amount) IN (SELECT name, amount FROM events)
SELECT name FROM events e WHERE EXISTS (SELECT 1 FROM events f WHERE f.name = e.name AND f.amount >= e.amount)
SELECT (SELECT max(amount) FROM events f WHERE f.name = e.name) FROM events e
SELECT name, k, v FROM events LATERAL VIEW OUTER explode(properties) p AS k, v
SELECT name, i, k FROM events LATERAL VIEW posexplode(map_keys(properties)) p AS i, k
SELECT name, x FROM events, LATERAL (SELECT upper(name) AS x)
SELECT name, x FROM events LEFT JOIN LATERAL (SELECT upper(name) AS x) ON true
SELECT name, v FROM events, LATERAL explode(map_values(properties)) AS p (v)
SELECT explode(properties) AS (k, v) FROM events
SELECT inline(array(struct(1 AS a, 'x' AS b)))
SELECT stack(2, 1, 2)
SELECT * FROM stack(2, 1, 2)
SELECT * FROM explode(array(1, 2))
SELECT * FROM (SELECT name, amount FROM events) PIVOT (sum(amount) AS s, count(*) AS c FOR name IN ('a' AS a, 'b'))
SELECT * FROM (SELECT name, amount, 1 AS y FROM events) PIVOT (sum(amount) FOR (name, y) IN (('a', 1), ('b', 2)))
SELECT * FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR n IN (a, b))
SELECT * FROM (SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d) UNPIVOT INCLUDE NULLS ((v, w) FOR n IN ((a, b) AS x, (c, d)))
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t (x, y)
SELECT name FROM events LIMIT ALL
SELECT name FROM events LIMIT 1 + 1 OFFSET 1
SELECT DISTINCT name FROM events
SELECT name FROM events UNION SELECT 'a' UNION ALL SELECT 'b'
SELECT name FROM events EXCEPT SELECT 'a' INTERSECT SELECT 'b'
SELECT name FROM events MINUS ALL SELECT 'a'
WITH a AS (SELECT name FROM events), b (n) AS (SELECT * FROM a) SELECT n FROM b ORDER BY 1
WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r
SELECT a.name FROM events a JOIN events b USING (name)
SELECT * FROM (SELECT name, amount FROM events) a NATURAL JOIN (SELECT name, event_time FROM events) b
SELECT a.name FROM events a LEFT SEMI JOIN events b ON a.name = b.name
SELECT a.name FROM events a FULL OUTER JOIN events b ON a.name <=> b.name
SELECT a.name FROM events a CROSS JOIN events b
SELECT date '2026-01-01', timestamp '2026-01-01 12:00:00', timestamp_ntz '2026-01-01', timestamp_ltz '2026-01-01', X'0A', 1L, 1S, 1Y, 1.5BD, 1D, 1F, 1e3, null, true
SELECT amount BETWEEN 1 AND 2, name LIKE 'a%' ESCAPE '/', name LIKE ANY ('a', 'b'), name ILIKE ALL ('a'), name RLIKE 'a', name IS NOT DISTINCT FROM 'a', amount IS NULL, NOT (amount > 1), name REGEXP 'x', (amount > 1) IS UNKNOWN, (amount > 1) IS NOT UNKNOWN, (amount > 1) IS NOT TRUE, (amount>1) IS FALSE FROM events
SELECT 1 + 2 - 3 * 4 / 5 % 6, 7 DIV 2, 1 & 2 | 3 ^ 4, ~1, -1, +1, 1 << 2, 8 >> 1, 8 >>> 1, 'a' || 'b', 1 == 1, 1 <> 2, 1 != 2
SELECT CAST(1 AS string), TRY_CAST('x' AS int), '1'::int, date('2026-01-01'), int('1'), string(1)
SELECT EXTRACT(YEAR FROM event_time), EXTRACT(SECOND FROM event_time), date_part('DOW', event_time), year(event_time) FROM events
SELECT TRIM(BOTH 'x' FROM name), TRIM(LEADING FROM name), SUBSTRING(name FROM 1 FOR 2), POSITION('a' IN name), OVERLAY(name PLACING 'x' FROM 1 FOR 2) FROM events
SELECT TIMESTAMPADD(DAY, 1, event_time), TIMESTAMPDIFF(MONTH, event_time, now()), DATEADD(DAY, 1, event_time), DATEDIFF(DAY, event_time, now()), date_diff(now(), event_time) FROM events
SELECT CURRENT_DATE, CURRENT_TIMESTAMP, LOCALTIMESTAMP()
SELECT FIRST(name IGNORE NULLS), LAST(name), ANY_VALUE(name), FIRST_VALUE(name) RESPECT NULLS, MAX_BY(name, amount) FROM events
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY amount), mode() WITHIN GROUP (ORDER BY name), listagg(DISTINCT name, ',') WITHIN GROUP (ORDER BY name) FROM events
SELECT properties['a'], properties.a, array(1, 2)[0], struct(1 AS a).a, map('a', 1).a FROM events
SELECT name COLLATE UTF8_LCASE FROM events ORDER BY name COLLATE UNICODE
SELECT 1 AS a, a + 1 AS b, b + a AS c
SELECT name AS n, n || 'x' AS m FROM events WHERE amount > 0
SELECT window(event_time, '1 day').start, count(*) FROM events GROUP BY window(event_time, '1 day')
SELECT window, count(*) FROM events GROUP BY window(event_time, '1 day', '1 hour', '5 minutes')
SELECT session_window(event_time, '1 day'), count(*) FROM events GROUP BY 1
SELECT current_timezone(), typeof(1)
SELECT if(grouping(name) = 1, 'all', name), sum(amount) FROM events GROUP BY name WITH CUBE ORDER BY 2
SELECT (1, 'a'), (name, amount) FROM events
SELECT rand(), rand(1), randn(), uuid(), shuffle(array(1, 2)), uniform(1, 3), randstr(3)
SELECT sum(DISTINCT amount), count_if(amount > 0), bool_or(amount > 0), avg(amount), try_sum(amount), array_agg(name), approx_count_distinct(name), every(true) FROM events
SELECT name, sum(sum(amount)) OVER (ORDER BY name) FROM events GROUP BY name
SELECT max(struct(amount, name)).name FROM events
SELECT a.name, b.n FROM events a LEFT JOIN (SELECT name, count(*) AS n FROM events GROUP BY 1) b ON a.name = b.name ORDER BY 2 DESC LIMIT 10
SELECT name FROM events WHERE event_time >= current_date() - INTERVAL 30 DAYS
SELECT date_trunc('month', event_time) AS month, count(DISTINCT name) FROM events GROUP BY 1 ORDER BY 1
