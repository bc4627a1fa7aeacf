# 报表用语

age-minutes = { $n } 分
age-hours = { $n } 时
age-both = { $h } 时 { $m } 分
list-comma = 、

figure-community = 社会面新增
figure-controlled = 管控中发现
figure-unknown-source = 来源不明
figure-active = 现有病例
figure-cumulative = 累计病例
source-cdc = 疾控报告
source-tracing = 流调
source-hospital = 定点医院
source-register = 户籍登记
source-system = 系统统计

curve-late-rule = 近两周九成病例在发病后 { $n } 天内报告，最近 { $n } 天尚未报齐
curve-zones = 划定 { $n } 区 { $at }

gap-title-bed = { $who } { $n } 人 { $late } 未落床位
gap-title-result = { $n } 管 { $late } 未出结果
gap-title-round-result = 轮次样本 { $n } 管 { $late } 未出结果
gap-title-household = { $n } 户 本轮未见
gap-title-denominator = { $n } 幢楼 不在一个网格
gap-title-order-not-accepted = { $n } 家单位 未受理指令
gap-title-order-not-done = { $n } 家单位 指令超时未办结
gap-title-unit-silent = { $n } 家单位 静默，应 { $allowed } 一报
gap-title-grid-silent = { $n } 个网格 无采样上报
gap-title-unmanned = { $n } 处岗位 无人值守
gap-title-release-due = { $n } 人 到期未解除
gap-title-test-due = { $n } 人 应检未检
gap-late = 超 { $allowed }
gap-late-own = 超时限
gap-who-case = 阳性
gap-who-close = 密接
gap-who-secondary = 次密接
gap-oldest = 最久 { $age }
gap-units-more = { $units } 等 { $n } 家

bulletin-title = { $area }新冠肺炎疫情通报（{ $day }）
bulletin-day = { $day }0—24时，{ $area }{ $confirmed }；{ $asymptomatic }。
bulletin-new-confirmed = 新增新冠肺炎确诊病例{ $n }例
bulletin-new-confirmed-none = 无新增新冠肺炎确诊病例
bulletin-new-asymptomatic = 新增无症状感染者{ $n }例
bulletin-new-asymptomatic-none = 无新增无症状感染者
bulletin-converted = 含无症状感染者转确诊{ $n }例
bulletin-with-part = { $whole }（{ $part }）
bulletin-part = { $place }{ $n }例
bulletin-parts = 其中{ $parts }
bulletin-part-comma = ，
bulletin-imported-from = { $country }输入
bulletin-cumulative = 截至{ $day }24时，累计报告确诊病例{ $n }例。
bulletin-cumulative-imported = 截至{ $day }24时，累计报告确诊病例{ $n }例（境外输入病例{ $imported }例）。
bulletin-contacts-all = 已追踪到密切接触者{ $n }人，均已落实集中隔离。
bulletin-contacts-some = 已追踪到密切接触者{ $n }人，已集中隔离{ $isolated }人，尚有{ $missing }人正在落实。
bulletin-col-kind = 类别
bulletin-col-place = 地区或来源
bulletin-col-count = 例（人）数
bulletin-row-confirmed = 新增确诊病例
bulletin-row-asymptomatic = 新增无症状感染者
bulletin-row-converted = 无症状转确诊
bulletin-row-cumulative = 累计确诊病例
bulletin-row-cumulative-imported = 累计境外输入病例
bulletin-no-base = 基数未录入
bulletin-row-contacts = 密切接触者
bulletin-row-contacts-isolated = 已集中隔离
bulletin-total = 合计
bulletin-correction = { $what }由{ $from }更正为{ $to }
bulletin-correction-place = { $what }（{ $place }）
bulletin-correction-comma = ；
bulletin-not-frozen = 未冻结：按 { $at } 已知情况统计，尚未发布。
bulletin-not-over = 未冻结：当日未满，按 { $at } 已知情况统计。
bulletin-frozen = 第 { $version } 版，{ $at } 冻结，统计至第 { $seq } 条记录。
bulletin-corrects = 更正第 { $version } 版：{ $changes }。原因：{ $reason }。

chain-unknown = ？
chain-index = 首例
chain-contacts = 密接
chain-cases = 病例
chain-case-number = 病例 { $n }

map-vehicle-idle = { $label } 待命
map-route = { $n } 人 往 { $site }
map-case = { $case }
map-site-desks = { $name }

ticker-case = { $place } { $class } 1 例，{ $found }
ticker-cases = { $place } 新增 { $n } 例
ticker-pool = { $code } 混管异常，{ $n } 人临时管控
ticker-task = { $text } 待办 { $age }
ticker-task-none = { $kind } 待办 { $age }
sentiment-epidemic = 疫情
sentiment-opinion = 舆情
sentiment-people = 社情

feed-lab = 检测
feed-sampling = 采样
feed-grids = 网格
feed-unknown = 尚无来源

capacity-rooms = 集中隔离房
capacity-lab = 检测 管/时
capacity-seats = 转运座位
capacity-tracers = 流调员
capacity-free-full = 余 { $free } 间 · { $time } 满
capacity-free = 余 { $free } 间
capacity-none-free = 已满
capacity-not-listed = 未登记
capacity-queue = 近 { $h } 时检出 · 排队 { $n } 管
capacity-moving = 在途 { $n } 车
capacity-cases = 在查 { $n } 案
