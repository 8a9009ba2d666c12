# Ordered grades compared within strata: van Elteren's test by coin, the common odds ratio given the
# strata by polr, and what is left where a stratum is left out.
# Rscript strata.R, in this folder: reads nothing but the sample, writes strata_data.csv (inputs: counts),
# strata.csv (95 %), strata_swapped.csv (arms swapped, 90 %) and strata_sparse.csv (99 %; without the patients of
# grades 1, 4, ...). Tolerance: coin to 1e-9; polr (reltol 1e-14) stops within 2e-6, held to 5e-6.
suppressPackageStartupMessages({library(MASS); library(coin)})
set.seed(20261201)
sets <- list()
add <- function(name, d) sets[[name]] <<- d
trial <- function(n, strata, k, share = 0.5, effect = 0.5, apart = 1) {
  h <- sample(strata, n, replace = TRUE, prob = seq_len(strata)); arm <- rbinom(n, 1, share)
  latent <- effect * arm + rnorm(strata, 0, apart)[h] + rlogis(n)
  data.frame(h, arm, grade = findInterval(latent, qlogis(seq_len(k - 1) / k)))
}
for (k in c(2, 3, 7)) for (s in c(2, 4, 9)) add(paste0("random_", k, "_", s), trial(60 * s, s, k))
add("one_stratum", trial(80, 1, 7))
add("unequal", trial(240, 4, 5, share = 0.2))
add("large", trial(4000, 12, 7, effect = 0.2))
add("harmful", trial(300, 3, 7, effect = -0.8))
add("no_effect_far_apart", trial(300, 5, 7, effect = 0, apart = 3))
add("twenty_small", trial(150, 20, 7))
d <- trial(200, 4, 7); add("stratum_with_one_arm", d[!(d$h == 2 & d$arm == 1), ])
d <- trial(200, 4, 7); d$grade[d$h == 1] <- 3; add("stratum_in_one_grade", d)
d <- trial(200, 4, 7); d$grade[d$h == 1] <- 6; add("stratum_all_best", d)
d <- trial(200, 4, 7); d$grade[d$h == 1] <- 0; add("stratum_all_worst", d)
d <- trial(200, 4, 7); d$grade[d$grade == 6] <- 5; d$grade[d$h == 1] <- 6; d$grade[d$h == 2] <- 5; add("two_all_best_in_turn", d)
d <- trial(200, 4, 7); d$grade[d$grade == 3] <- 4; add("empty_grade", d)
d <- read.csv("../../sample_data/synthetic_long.csv", na.strings = "")
d <- data.frame(h = as.integer(factor(d$centre)), arm = as.numeric(d$arm == "treatment"), grade = 6 - d$mrs_m6)
add("long", d[complete.cases(d), ])

rows <- list()
put <- function(name, level, method, without, v) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(name, level, method, without, sprintf("%.15g", v))
}
elteren <- function(d) {
  d <- d[d$h %in% intersect(d$h[d$arm == 1], d$h[d$arm == 0]), ]
  s <- ave(d$grade, d$h, FUN = function(g) rank(g) / (length(g) + 1))
  if (!nrow(d) || all(ave(d$grade, d$h, FUN = function(g) diff(range(g))) == 0)) return(rep(NA, 6))
  test <- if (length(unique(d$h)) > 1) independence_test(s ~ factor(arm) | factor(h), data.frame(s, d), teststat = "quadratic")
          else independence_test(s ~ factor(arm), data.frame(s, d), teststat = "quadratic")
  q <- as.numeric(statistic(test))
  # The same by hand, from the definition.
  by <- split(data.frame(d, s), d$h)
  t <- sum(sapply(by, function(b) sum((b$s - mean(b$s))[b$arm == 1])))
  v <- sum(sapply(by, function(b) sum(b$arm) * sum(1 - b$arm) / nrow(b) / (nrow(b) - 1) * sum((b$s - mean(b$s))^2)))
  stopifnot(abs(q - t^2 / v) < 1e-9 * max(1, q))
  c(NA, NA, NA, q, 1, pchisq(q, 1, lower.tail = FALSE))
}
# A stratum that is all in the best, or the worst, grade that is left has odds without end, and no say.
telling <- function(d) repeat {
  ends <- range(d$grade)
  flat <- names(Filter(function(g) all(g == ends[1]) || all(g == ends[2]), split(d$grade, d$h)))
  if (!length(flat) || all(d$h %in% flat)) return(d)
  d <- d[!d$h %in% flat, ]
}
odds <- function(d, level) {
  none <- rep(NA, 6)
  d <- telling(d); t <- d$grade[d$arm == 1]; c <- d$grade[d$arm == 0]
  if (!length(t) || !length(c) || min(t) >= max(c) || min(c) >= max(t)) return(none)
   d$y <- factor(d$grade, ordered = TRUE); k <- nlevels(d$y)
  terms <- if (length(unique(d$h)) > 1) y ~ arm + factor(h) else y ~ arm
  if (k > 2) {
    p <- length(unique(d$h))
    start <- c(rep(0, p), qlogis(cumsum(table(d$y))[-k] / nrow(d)))
    f <- polr(terms, d, Hess = TRUE, start = start, control = list(reltol = 1e-14, maxit = 5000))
  } else {
    d$y <- as.integer(d$grade == max(d$grade)); f <- glm(terms, binomial, d, control = list(epsilon = 1e-14, maxit = 100))
  }
  if (anyNA(coef(f)) || max(abs(coef(f))) > 12) return(none)  # without end
  b <- coef(f)[["arm"]]; se <- sqrt(vcov(f)["arm", "arm"])
  c(exp(b + c(0, -1, 1) * qnorm((1 + level) / 2) * se), b / se, NA, 2 * pnorm(-abs(b / se)))
}
# The largest log-likelihood of a model with a shift for each value of `by` (and for the arm).
largest <- function(d, terms) {
  d$y <- factor(d$grade, ordered = TRUE); k <- nlevels(d$y); p <- ncol(model.matrix(terms, d)) - 1
  f <- if (k > 2) polr(update(terms, y ~ .), d, start = c(rep(0, p), qlogis(cumsum(table(d$y))[-k] / nrow(d))), control = list(reltol = 1e-14, maxit = 5000))
       else { d$z <- as.integer(d$grade == max(d$grade)); glm(update(terms, z ~ .), binomial, d, control = list(epsilon = 1e-14, maxit = 100)) }
  if (anyNA(coef(f)) || max(abs(coef(f))) > 12) NA else as.numeric(logLik(f))
}
crossed <- function(d) {
  d <- telling(d); shared <- length(intersect(d$h[d$arm == 1], d$h[d$arm == 0])); none <- rep(NA, 6)
  if (shared < 2 || length(unique(d$grade)) < 2) return(none)
  d$cell <- factor(paste(d$h, d$arm)); d$h <- factor(d$h)
  lr <- 2 * (largest(d, ~ cell) - largest(d, ~ h + arm))
  c(NA, NA, NA, lr, if (is.na(lr)) NA else shared - 1, pchisq(lr, shared - 1, lower.tail = FALSE))
}
study <- function(name, d, confidence) {
  put(name, confidence, "van_elteren", "", elteren(d))
  put(name, confidence, "proportional_odds_adjusted", "", odds(d, confidence))
  put(name, confidence, "interaction", "", crossed(d))
  for (h in if (length(unique(d$h)) > 1) head(sort(unique(d$h)), 3))
    put(name, confidence, "leave_one_out", h, odds(d[d$h != h, ], confidence))
}
write <- function(file, confidence, change) {
  rows <<- list()
  for (name in names(sets)) study(name, change(sets[[name]]), confidence)
  result <- as.data.frame(do.call(rbind, rows))
  names(result) <- c("dataset", "level", "method", "without", "value", "low", "high", "statistic", "df", "p")
  write.csv(result, file, row.names = FALSE, quote = FALSE)
}
write("strata.csv", 0.95, function(d) d)
write("strata_swapped.csv", 0.9, function(d) transform(d, arm = 1 - arm))
write("strata_sparse.csv", 0.99, function(d) d[d$grade %% 3 != 1, ])
counts <- do.call(rbind, lapply(names(sets), function(name) {
  d <- sets[[name]]; k <- max(d$grade)
  do.call(rbind, lapply(sort(unique(d$h)), function(h) data.frame(dataset = name, stratum = h,
    treatment = paste(tabulate(d$grade[d$h == h & d$arm == 1] + 1, k + 1), collapse = " "),
    control = paste(tabulate(d$grade[d$h == h & d$arm == 0] + 1, k + 1), collapse = " "))))
}))
write.csv(counts, "strata_data.csv", row.names = FALSE, quote = FALSE)
