-- name: ping
-- Nothing.
select 1;
