-- Loaded by both scripts: one line that the benchmark reads, instead of wrk's prose.
function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
      + summary.errors.write + summary.errors.timeout
  print(string.format("requests_per_s=%.0f p50_ms=%.2f p99_ms=%.2f failed=%d",
      summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
      latency:percentile(99) / 1000, failed))
end
