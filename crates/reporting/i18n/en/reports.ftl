# Words of the reports

age-minutes = { $n } min
age-hours = { $n } h
age-both = { $h } h { $m } min
list-comma = {", "}

figure-community = New in the community
figure-controlled = Found under control
figure-unknown-source = Source unknown
figure-active = Active cases
figure-cumulative = All cases
source-cdc = CDC reports
source-tracing = Tracing teams
source-hospital = Designated hospital
source-register = Residents register
source-system = Counted by the system

curve-late-rule = Nine in ten cases of the last two weeks were reported within { $n } days of onset; the last { $n } days are not complete
curve-zones = { $n } zones { $at }

gap-title-bed = { $n } { $who }, no bed { $late }
gap-title-result = { $n } tubes, no result { $late }
gap-title-round-result = { $n } tubes of a round, no result { $late }
gap-title-household = { $n } households not seen this round
gap-title-denominator = { $n } buildings not in exactly one grid
gap-title-order-not-accepted = { $n } units have not accepted an order
gap-title-order-not-done = { $n } units are late with an order
gap-title-unit-silent = { $n } units silent, due every { $allowed }
gap-title-grid-silent = { $n } grids have reported no samples
gap-title-unmanned = { $n } gates or posts not kept
gap-title-release-due = { $n } people past their last day
gap-title-test-due = { $n } people missed a test day
gap-late = after { $allowed }
gap-late-own = in time
gap-who-case = cases
gap-who-close = close contacts
gap-who-secondary = contacts of contacts
gap-oldest = oldest { $age }
gap-units-more = { $units } and others, { $n } in all

bulletin-title = COVID-19 in { $area }, { $day }
bulletin-day = From 0 to 24 h on { $day }, { $area } reported { $confirmed } and { $asymptomatic }.
bulletin-new-confirmed = new confirmed cases: { $n }
bulletin-new-confirmed-none = no new confirmed cases
bulletin-new-asymptomatic = new asymptomatic infections: { $n }
bulletin-new-asymptomatic-none = no new asymptomatic infections
bulletin-converted = { $n } of them asymptomatic before
bulletin-with-part = { $whole } ({ $part })
bulletin-part = { $place } { $n }
bulletin-parts = { $parts }
bulletin-part-comma = {", "}
bulletin-imported-from = imported from { $country }
bulletin-cumulative = By 24 h on { $day }, { $n } confirmed cases had been reported in all.
bulletin-cumulative-imported = By 24 h on { $day }, { $n } confirmed cases had been reported in all, { $imported } of them imported from abroad.
bulletin-contacts-all = { $n } close contacts have been traced; all are isolated.
bulletin-contacts-some = { $n } close contacts have been traced; { $isolated } are isolated and { $missing } are being moved.
bulletin-col-kind = What
bulletin-col-place = Place or origin
bulletin-col-count = Count
bulletin-row-confirmed = New confirmed
bulletin-row-asymptomatic = New asymptomatic
bulletin-row-converted = Asymptomatic before, now confirmed
bulletin-row-cumulative = Confirmed in all
bulletin-row-cumulative-imported = Imported in all
bulletin-no-base = base not entered
bulletin-row-contacts = Close contacts
bulletin-row-contacts-isolated = Of them isolated
bulletin-total = Total
bulletin-correction = { $what }: { $from } is corrected to { $to }
bulletin-correction-place = { $what } ({ $place })
bulletin-correction-comma = {"; "}
bulletin-not-frozen = Not frozen: counted from what was known at { $at }, not published.
bulletin-not-over = Not frozen: the day is not over; counted from what was known at { $at }.
bulletin-frozen = Version { $version }, frozen { $at }, counted up to entry { $seq }.
bulletin-corrects = Corrects version { $version }: { $changes }. Reason: { $reason }.

chain-unknown = ?
chain-index = First case
chain-contacts = Contacts
chain-cases = Cases
chain-case-number = Case { $n }

map-vehicle-idle = { $label } waiting
map-route = { $n } people to { $site }
map-case = { $case }
map-site-desks = { $name }

ticker-case = { $place }: 1 { $class }, { $found }
ticker-cases = { $place }: { $n } new cases
ticker-pool = Pool { $code } not negative, { $n } people held
ticker-task = { $text }, open for { $age }
ticker-task-none = { $kind }, open for { $age }
sentiment-epidemic = Outbreak
sentiment-opinion = Rumours
sentiment-people = People

feed-lab = Laboratory
feed-sampling = Sampling
feed-grids = Grids
feed-unknown = no source yet

capacity-rooms = Isolation rooms
capacity-lab = Tubes an hour
capacity-seats = Seats
capacity-tracers = Tracers
capacity-free-full = { $free } free · full in { $time }
capacity-free = { $free } free
capacity-none-free = Full
capacity-not-listed = Not registered
capacity-queue = Last { $h } h · { $n } tubes queue
capacity-moving = { $n } vehicles on the way
capacity-cases = { $n } cases in work
