# Ratio of geometric means of a biomarker whose values may lie beyond a limit of detection.
# Rscript tobit.R, in this folder: writes tobit_data.csv (cells as a file has them), and of the same cohorts
# tobit.csv, tobit_swapped.csv (arms swapped, level 90) and tobit_adjusted.csv (given w as well, level 99).
# synthetic_156.csv of ../../sample_data is one of the data sets, with <220 for what lies below.
# Tolerance: survreg, rel.tolerance tightened to 1e-14, stops within 1e-8 of the maximum, held to 1e-7.
suppressPackageStartupMessages(library(survival))
set.seed(20261201)

sets <- list()
add <- function(name, arm, pre, post, w = round(rnorm(length(arm), 64, 10))) {
  sets[[name]] <<- data.frame(arm = as.numeric(arm), pre = as.character(pre), post = as.character(post), w)
}
arms <- function(n, share = 0.5) as.numeric(seq_len(n) <= round(n * share))[sample(n)]
values <- function(arm, ratio = 1.2, spread = 0.3, unit = 1) {
  pre <- rlnorm(length(arm), log(200), 0.35)
  post <- exp(0.6 * log(pre) + 2.1 + log(ratio) * arm + rnorm(length(arm), 0, spread))
  list(pre = signif(pre * unit, 4), post = signif(post * unit, 4))
}
below <- function(x, limit) ifelse(x < limit, paste0("<", limit), x)
above <- function(x, limit) ifelse(suppressWarnings(as.numeric(x)) > limit & !startsWith(x, "<"), paste0(">", limit), x)
quick <- function(name, n, share = 0.5, lower = 170, pre_lower = 0, upper = Inf, ...) {
  a <- arms(n, share); v <- values(a, ...)
  post <- as.character(below(v$post, lower))
  if (is.finite(upper)) post <- above(post, upper)
  add(name, a, below(v$pre, pre_lower), post)
}
quick("one_limit", 156)
quick("forty_percent", 156, lower = 215)
quick("three_percent", 156, lower = 105)
quick("small", 16, lower = 180)
quick("unequal", 150, share = 0.2)
quick("large", 1000)
quick("harmful", 120, ratio = 0.7)
quick("above", 140, lower = 0, upper = 350)
quick("both_ends", 140, lower = 150, upper = 350)
quick("before_below", 140, pre_lower = 150)
quick("tiny_unit", 120, lower = 1.7e-4, unit = 1e-6)
quick("wide", 120, lower = 60, spread = 1.5)
a <- arms(150); v <- values(a); limit <- sample(c(120, 170, 210), 150, TRUE)
add("three_limits", a, below(v$pre, limit * 0.8), below(v$post, limit))
a <- arms(90); v <- values(a)
add("below_before_is_below_after", a, below(v$pre, 140), ifelse(v$pre < 140, "<150", v$post))
a <- arms(90); v <- values(a)
add("all_below_before", a, rep("<400", 90), below(v$post, 170))
a <- arms(60); v <- values(a)
add("arm_but_one_below", a, v$pre, ifelse(a == 1 & cumsum(a) > 1, "<150", v$post))
add("arm_all_below", a, v$pre, ifelse(a == 1, "<150", v$post))
a <- arms(100); v <- values(a); gone <- sample(100, 30)
pre <- as.character(v$pre); pre[gone[1:12]] <- ""; post <- as.character(below(v$post, 180)); post[gone[13:30]] <- ""
add("missing", a, pre, post)
d <- read.csv("../../sample_data/synthetic_156.csv")
add("sample", d$arm == "treatment", d$vegf_pre, below(d$vegf_post, 220), d$age)

number <- function(text) suppressWarnings(as.numeric(sub("^[<>]", "", text)))
fitted <- function(d, columns, level) {
  known <- nzchar(d$pre) & nzchar(d$post); d <- d[known, ]
  y <- number(d$post); lower <- ifelse(startsWith(d$post, "<"), NA, y); upper <- ifelse(startsWith(d$post, ">"), NA, y)
  if (any(tapply(is.na(lower), d$arm, all)) || any(tapply(is.na(upper), d$arm, all))) return(rep(NA, 6))
  under <- startsWith(d$pre, "<")
  d$own <- log(number(d$pre) / ifelse(under, sqrt(2), 1)); d$under <- as.numeric(under)
  terms <- c("arm", Filter(function(k) length(unique(d[[k]])) > 1, c("own", "under", columns)))
  m <- survreg(reformulate(terms, "Surv(lower, upper, type = 'interval2')"), d, dist = "lognormal",
               control = survreg.control(rel.tolerance = 1e-14, maxiter = 500, toler.chol = 1e-14))
  b <- coef(m)[["arm"]]; se <- sqrt(vcov(m)["arm", "arm"]); z <- qnorm((1 + level) / 2)
  c(exp(b + c(0, -1, 1) * z * se), b / se, 2 * pnorm(-abs(b / se)), m$scale)
}
write <- function(file, level, swap = FALSE, columns = character(0)) {
  rows <- lapply(names(sets), function(name) {
    d <- sets[[name]]; if (swap) d$arm <- 1 - d$arm
    v <- suppressWarnings(fitted(d, columns, level))
    c(name, level, "tobit_ratio", ifelse(is.na(v), "NA", sprintf("%.15g", v)))
  })
  result <- as.data.frame(do.call(rbind, rows))
  names(result) <- c("dataset", "level", "method", "value", "low", "high", "statistic", "p", "sigma")
  write.csv(result, file, row.names = FALSE, quote = FALSE)
}
write("tobit.csv", 0.95)
write("tobit_swapped.csv", 0.9, swap = TRUE)
write("tobit_adjusted.csv", 0.99, columns = "w")
cells <- function(v) paste(ifelse(nzchar(v), as.character(v), "NA"), collapse = " ")
inputs <- do.call(rbind, lapply(names(sets), function(name) {
  d <- sets[[name]]
  data.frame(dataset = name, arm = cells(d$arm), pre = cells(d$pre), post = cells(d$post), w = cells(d$w))
}))
write.csv(inputs, "tobit_data.csv", row.names = FALSE, quote = FALSE)
