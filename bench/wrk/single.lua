-- One record in each POST, as `curl -d` sends it.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"orderId":12345,"customer":"customer-1","items":[1,2,3],"note":"a record of about a hundred bytes…"}'
dofile(os.getenv("WRK_SCRIPTS") .. "/report.lua")
