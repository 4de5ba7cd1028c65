-- What wrk asks: queries seen before by their share, else one that nobody has asked yet. Arguments:
-- the path of the endpoint, the share seen, the file of queries (percent-encoded, a line each).
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  path, share = args[1], tonumber(args[2])
  queries, count = {}, 0
  for line in io.lines(args[3]) do queries[#queries + 1] = line end
  math.randomseed(4711 + id)
end

function request()
  local query = queries[math.random(#queries)]
  if math.random() >= share then
    count = count + 1
    query = query .. "%20LIMIT%20" .. (100000 + 10000000 * id + count + tonumber(os.getenv("MIX_ROUND")) * 1000000)
  end
  return wrk.format("GET", path .. "?query=" .. query, {["Accept"] = "application/sparql-results+json"})
end

function done(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration, wrong))
end
