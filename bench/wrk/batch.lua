-- A hundred records in each POST, a line each.
local line = '{"orderId":12345,"customer":"customer-1","items":[1,2,3],"note":"a record of about a hundred bytes…"}\n'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-ndjson"
wrk.body = line:rep(100)
dofile(os.getenv("WRK_SCRIPTS") .. "/report.lua")
