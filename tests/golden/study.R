# Every row of the whole analysis, from the CSV, by R's own functions where it has them.
# Rscript study.R INPUT.csv OUTPUT.csv REFERENCE LEVEL [RANDOMISED [COVARIATE,COVARIATE [SECONDARY,SECONDARY]]]
# The files beside it, which the tests read without R, are what these lines make:
#   Rscript study.R study_data.csv study.csv "old care" 0.95 TRUE "" bi_post,mrs_m3,vegf_m3,effective_post
#   Rscript study.R study_data.csv study_swapped.csv cells 0.9 FALSE age,toast bi_post,mrs_m3,vegf_m3,effective_post
#   Rscript study.R study_data.csv study_imputed.csv "old care" 0.95 TRUE age,toast bi_post,nihss_post
# study_data.csv is invented to be awkward: unequal arms, values missing, deaths, ties, both
# ends of each scale, a level and an event that one arm or both lack, a constant column.
# Tolerance: mn, koopman, fisher and the SMD's limits are roots to 1e-13 or better, wilcox.test gives
# only V and P (its limits by formula): held to 1e-8; polr (reltol 1e-14): 1e-5, its P 1e-4; the larger
# model of proportional_odds_test (optim, reltol 1e-15): 1e-5.
suppressPackageStartupMessages({
  library(MASS)
  library(sandwich)
  library(coin)
  library(metafor)
})
# cohorts.R runs this file many times, and hands it the arguments.
args <- if (exists("arguments")) arguments else commandArgs(trailingOnly = TRUE)
level <- as.numeric(args[4])
randomised <- length(args) < 5 || args[5] == "TRUE"
chosen <- if (length(args) > 5) strsplit(args[6], ",")[[1]] else character()
secondary <- if (length(args) > 6) strsplit(args[7], ",")[[1]] else character()
z <- qnorm((1 + level) / 2)

d <- read.csv(args[1], na.strings = c("", "NA"), stringsAsFactors = FALSE, check.names = FALSE)
C <- args[3]
T <- setdiff(unique(d$arm), C)
T1 <- d$arm == T
arms <- c(T, C)
better <- c(nihss = "lower", bi = "higher", mrs = "lower", perfusion = "higher", vegf = NA, bfgf = NA)
best_end <- list(nihss = 0, bi = 100, mrs = 0)
responder <- list(bi = ">=95", mrs = "<=2")
visits_all <- c("pre", "post", "m1", "m3", "m6")

out <- list()
put <- function(analysis, variable, visit, arm, level_, versus, method, n, e = list()) {
  field <- function(k) { v <- e[[k]]; if (is.null(v) || !is.finite(v)) NA_real_ else as.numeric(v) }
  out[[length(out) + 1]] <<- data.frame(
    analysis, variable, visit = visit, arm = arm, level = level_, versus = versus, method,
    n_treatment = if (length(n) == 2) n[1] else NA, n_control = if (length(n) == 2) n[2] else NA,
    n = if (length(n) == 1) n else NA,
    estimate = field("estimate"), ci_low = field("low"), ci_high = field("high"), sd = field("sd"),
    q1 = field("q1"), q3 = field("q3"), pct = field("pct"), statistic = field("statistic"),
    df = field("df"), p = field("p"))
}
no <- NA_character_
both_n <- function(x) c(sum(!is.na(x[T1])), sum(!is.na(x[!T1])))
tail2 <- function(t, df) 2 * pt(-abs(t), df)

# -- descriptions
numbers <- function(analysis, variable, x, visit) {
  for (a in c(arms, NA)) {
    v <- x[if (is.na(a)) TRUE else d$arm == a]
    v <- v[!is.na(v)]
    put(analysis, variable, visit, a, no, no, "mean_sd", length(v),
        list(estimate = if (length(v)) mean(v), sd = if (length(v) > 1) sd(v)))
    q <- if (length(v)) quantile(v, c(.25, .5, .75), type = 7, names = FALSE) else c(NA, NA, NA)
    put(analysis, variable, visit, a, no, no, "median_iqr", length(v), list(estimate = q[2], q1 = q[1], q3 = q[3]))
  }
}
count <- function(analysis, variable, visit, arm, level_, x, n)
  put(analysis, variable, visit, arm, level_, no, "count", n, list(estimate = x, pct = if (n) 100 * x / n))
categories <- function(analysis, variable, x, levels, visit) {
  for (a in c(arms, NA)) {
    v <- x[if (is.na(a)) TRUE else d$arm == a]
    v <- v[!is.na(v)]
    for (l in levels) count(analysis, variable, visit, a, l, sum(v == l), length(v))
  }
}
flat <- function(v) length(unique(v)) < 2

# -- two means
means <- function(x) list(t = x[T1 & !is.na(x)], c = x[!T1 & !is.na(x)])
t_row <- function(h, e) list(estimate = e, low = h$conf.int[1], high = h$conf.int[2],
                             statistic = h$statistic, df = h$parameter, p = h$p.value)
welch <- function(x, equal = FALSE) {
  s <- means(x)
  least <- if (equal) length(s$t) < 1 || length(s$c) < 1 || length(s$t) + length(s$c) < 3 else length(s$t) < 2 || length(s$c) < 2
  if (least || (flat(s$t) && flat(s$c))) return(list())
  h <- t.test(s$t, s$c, var.equal = equal, conf.level = level)
  t_row(h, mean(s$t) - mean(s$c))
}
g_row <- function(x) {
  s <- means(x)
  # One patient has no SD, and adds nothing to the pooled one.
  sd0 <- function(v) if (length(v) > 1) sd(v) else 0
  if (!length(s$t) || !length(s$c) || (flat(s$t) && flat(s$c))) return(list())
  e <- escalc(measure = "SMD", vtype = "LS", n1i = length(s$t), n2i = length(s$c), m1i = mean(s$t),
              m2i = mean(s$c), sd1i = sd0(s$t), sd2i = sd0(s$c))
  list(estimate = e$yi, low = e$yi - z * sqrt(e$vi), high = e$yi + z * sqrt(e$vi))
}
around <- function(v, nt, nc) {
  s <- sqrt(1 / nt + 1 / nc + v^2 / (2 * (nt + nc)))
  list(estimate = v, low = v - z * s, high = v + z * s)
}
smd_number <- function(x) {
  s <- means(x)
  if (length(s$t) < 2 || length(s$c) < 2 || (flat(s$t) && flat(s$c))) return(list())
  around((mean(s$t) - mean(s$c)) / sqrt((var(s$t) + var(s$c)) / 2), length(s$t), length(s$c))
}
# Shares of random allotments with a smaller difference, and with one beyond 0.1.
chance <- function(name, n, e, k = 2) {
  v <- if (is.null(e$estimate)) c(NA, NA) else
    c(pchisq(prod(n) / sum(n) * e$estimate^2, k - 1), pchisq(prod(n) / sum(n) * 0.01, k - 1, lower.tail = FALSE))
  put("baseline", name, no, no, no, no, "smd_chance", n, list(estimate = v[1]))
  put("baseline", name, no, no, ">0.1", no, "smd_chance", n, list(estimate = v[2]))
}
limit <- function(x, df, probability) {
  if (pchisq(x, df) <= probability) return(0)
  uniroot(function(l) pchisq(x, df, ncp = l) - probability, c(0, x + 20 + 20 * sqrt(x)),
          tol = 1e-13 * (1 + x), maxiter = 1e5)$root
}
smd_table <- function(tab) {
  tab <- tab[, colSums(tab) > 0, drop = FALSE]
  nt <- sum(tab[1, ]); nc <- sum(tab[2, ])
  if (!nt || !nc || ncol(tab) < 2 || !any(tab[1, ] > 0 & tab[2, ] > 0)) return(list())
  p <- tab[1, ] / nt; q <- tab[2, ] / nc; k <- length(p)
  covariance <- function(w) diag(w, k) - outer(w, w)
  s <- (covariance(p) + covariance(q)) / 2
  keep <- order(p + q)[-k]
  v <- sqrt(sum((p - q)[keep] * solve(s[keep, keep, drop = FALSE], (p - q)[keep])))
  if (k == 2) return(around(v, nt, nc))
  m <- nt * nc / (nt + nc)
  x <- m * v^2
  lambda <- c(limit(x, k - 1, (1 + level) / 2), limit(x, k - 1, (1 - level) / 2))
  if (lambda[2] == 0) return(list(estimate = v))  # an interval from 0 to 0 is none
  list(estimate = v, low = sqrt(lambda[1] / m), high = sqrt(lambda[2] / m))
}

# -- ranks
placements <- function(a, b) sapply(a, function(v) mean(b < v) + mean(b == v) / 2)
# Fewer than five patients in an arm: intervals of ranks are withheld.
few <- function(s) min(length(s$t), length(s$c)) < 5
superiority <- function(s) {
  u <- placements(s$t, s$c); v <- placements(s$c, s$t)
  th <- mean(u)
  list(theta = th, se = sqrt(sum((u - th)^2) / length(u)^2 + sum((v - mean(v))^2) / length(v)^2) / (th * (1 - th)))
}
mw <- function(x) {
  s <- means(x)
  if (!length(s$t) || !length(s$c)) return(list())
  w <- suppressWarnings(wilcox.test(s$t, s$c, exact = FALSE, correct = TRUE))
  k <- superiority(s)
  r <- list(estimate = w$statistic / (length(s$t) * length(s$c)), statistic = w$statistic, p = w$p.value)
  if (k$theta > 0 && k$theta < 1 && !flat(c(s$t, s$c)) && !few(s))
    r <- c(r, list(low = plogis(qlogis(k$theta) - z * k$se), high = plogis(qlogis(k$theta) + z * k$se)))
  r
}
wo <- function(x, direction) {
  s <- means(if (direction == "lower") -x else x)
  if (!length(s$t) || !length(s$c)) return(list())
  k <- superiority(s)
  if (flat(c(s$t, s$c))) return(list(estimate = 1))
  if (k$theta == 0) return(list(estimate = 0))
  if (k$theta == 1) return(list())
  b <- qlogis(k$theta)
  r <- list(estimate = exp(b))
  # Neither interval nor P with fewer than five in an arm: both rest on the placements' variance.
  if (!few(s)) r <- c(r, list(statistic = b / k$se, p = 2 * pnorm(-abs(b / k$se)), low = exp(b - z * k$se), high = exp(b + z * k$se)))
  r
}
hl <- function(x) {
  s <- means(x)
  nt <- length(s$t); nc <- length(s$c); N <- nt + nc; M <- nt * nc
  if (!nt || !nc) return(list())
  # The formula also where everybody has one value, which wilcox.test refuses.
  all <- sort(as.vector(outer(s$t, s$c, "-")))
  ties <- c(table(s$t), table(s$c))
  s0 <- sqrt(M / 12 * ((N + 1) - sum(ties^3 - ties) / (N * (N - 1))))
  K <- ceiling(M / 2 - 1 / 2 - z * s0)
  r <- list(estimate = median(all))
  if (K >= 1 && !few(s) && all[K] < all[M + 1 - K]) r <- c(r, list(low = all[K], high = all[M + 1 - K]))
  r
}
signed <- function(v) {
  v <- v[!is.na(v)]
  if (!length(v) || all(v == 0)) return(list())
  # V and P are R's own; the limits are the formula's, since R searches a root.
  w <- suppressWarnings(wilcox.test(v, rep(0, length(v)), paired = TRUE, exact = FALSE, correct = TRUE, digits.rank = 10))
  v <- v[v != 0]
  m <- length(v)
  walsh <- sort(outer(v, v, "+")[lower.tri(diag(m), diag = TRUE)] / 2)
  K <- ceiling(m * (m + 1) / 4 - 1 / 2 - z * sqrt(m * (m + 1) * (2 * m + 1) / 24))
  r <- list(estimate = median(walsh), statistic = w$statistic, p = w$p.value)
  ends <- walsh[c(max(K, 1), length(walsh) + 1 - max(K, 1))]
  if (K >= 1 && m >= 5 && ends[1] < ends[2]) r <- c(r, list(low = ends[1], high = ends[2]))
  r
}
paired <- function(v) {
  v <- v[!is.na(v)]
  if (!length(v)) return(list())
  if (length(v) < 2 || flat(v)) return(list(estimate = mean(v)))
  t_row(t.test(v, conf.level = level), mean(v))
}

# -- two proportions
wil <- function(x, n) {
  if (!n) return(list())
  p <- x / n; m <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  h <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n)
  list(estimate = p, low = if (x == 0) 0 else m - h, high = if (x == n) 1 else m + h)
}
cp <- function(x, n) {
  if (!n) return(list())
  i <- binom.test(x, n, conf.level = level)$conf.int
  list(estimate = x / n, low = i[1], high = i[2])
}
rd <- function(a, m, b, n) {
  if (!m || !n) return(list())
  t <- wil(a, m); c <- wil(b, n); e <- a / m - b / n
  list(estimate = e, low = e - sqrt((t$estimate - t$low)^2 + (c$high - c$estimate)^2),
       high = e + sqrt((t$high - t$estimate)^2 + (c$estimate - c$low)^2))
}
mn <- function(a, m, b, n) {
  if (!m || !n) return(list())
  e <- a / m - b / n
  f <- function(delta) {
    # The constrained maximum by a search of the likelihood, not by the cubic.
    lik <- function(p) dbinom(a, m, pmin(pmax(p, 0), 1), log = TRUE) + dbinom(b, n, pmin(pmax(p - delta, 0), 1), log = TRUE)
    lo <- max(0, delta); hi <- min(1, 1 + delta)
    score <- function(p) a / p - (m - a) / (1 - p) + b / (p - delta) - (n - b) / (1 - p + delta)
    eps <- (hi - lo) * 1e-15
    slo <- score(lo + eps); shi <- score(hi - eps)
    p <- if (is.nan(slo) || slo <= 0) lo else if (is.nan(shi) || shi >= 0) hi else
      uniroot(score, c(lo + eps, hi - eps), tol = 1e-16, maxiter = 1e4)$root
    q <- p - delta
    abs(e - delta) - z * sqrt((p * (1 - p) / m + q * (1 - q) / n) * (m + n) / (m + n - 1))
  }
  # From just beside the estimate, where the standard error may be 0 as well.
  lo <- if (e == -1) -1 else uniroot(f, c(-1 + 1e-12, e - 1e-9), tol = 1e-14, maxiter = 1e4)$root
  hi <- if (e == 1) 1 else uniroot(f, c(e + 1e-9, 1 - 1e-12), tol = 1e-14, maxiter = 1e4)$root
  list(estimate = e, low = lo, high = hi)
}
nnt <- function(a, m, b, n) {
  r <- rd(a, m, b, n)
  if (!length(r)) return(r)
  inv <- function(v) if (v == 0) NA else 1 / v
  list(estimate = inv(r$estimate), low = inv(r$high), high = inv(r$low))
}
ratio_ok <- function(a, m, b, n) m && n && (a + b > 0) && !(a == m && b == n)
half <- function(a, m, b, n) { h <- if (any(c(a, m - a, b, n - b) == 0)) .5 else 0; c(a + h, m - a + h, b + h, n - b + h) }
rr <- function(a, m, b, n) {
  if (!ratio_ok(a, m, b, n)) return(list())
  k <- half(a, m, b, n); M <- k[1] + k[2]; N <- k[3] + k[4]
  l <- log(k[1] / M / (k[3] / N)); s <- sqrt(1 / k[1] - 1 / M + 1 / k[3] - 1 / N)
  list(estimate = exp(l), low = exp(l - z * s), high = exp(l + z * s))
}
or <- function(a, m, b, n) {
  if (!ratio_ok(a, m, b, n)) return(list())
  k <- half(a, m, b, n); l <- log(k[1] * k[4] / (k[2] * k[3])); s <- sqrt(sum(1 / k))
  list(estimate = exp(l), low = exp(l - z * s), high = exp(l + z * s))
}
koopman <- function(a, m, b, n) {
  if (!m || !n || a + b == 0) return(list())
  term <- function(x, k, p) if (abs(x - k * p) < 1e-13 * k) 0 else (x - k * p)^2 / (k * p * (1 - p))
  f <- function(l) {
    # Koopman's chi-square at phi = exp(l); pT from his quadratic.
    phi <- exp(l)
    B <- phi * (m + b) + a + n
    p1 <- 2 * phi * (a + b) / (B + sqrt(max(0, B^2 - 4 * phi * (a + b) * (m + n))))
    term(a, m, p1) + term(b, n, p1 / phi) - z^2
  }
  mid <- if (a && b) log(a / m / (b / n)) else NA
  solve_ <- function(lo, hi) exp(uniroot(f, c(lo, hi), tol = 1e-14, maxiter = 1e4)$root)
  list(estimate = if (b) a / m / (b / n),
       low = if (a) solve_(-25, if (b) mid else 25) else 0,
       high = if (b) solve_(if (a) mid else -25, 25))
}
chi2 <- function(tab, kind = "pearson") {
  tab <- tab[, colSums(tab) > 0, drop = FALSE]
  if (any(rowSums(tab) == 0) || ncol(tab) < 2) return(list())
  if (kind != "pearson" && ncol(tab) != 2) return(list())
  h <- suppressWarnings(chisq.test(tab, correct = FALSE))
  x <- unname(h$statistic); df <- unname(h$parameter); N <- sum(tab)
  if (kind == "yates") {
    # chisq.test(correct = TRUE) caps the correction; the contract's formula is the same.
    x <- unname(suppressWarnings(chisq.test(tab, correct = TRUE))$statistic)
  }
  if (kind == "n1") x <- x * (N - 1) / N
  list(statistic = x, df = df, p = pchisq(x, df, lower.tail = FALSE))
}
fisher <- function(tab) {
  if (any(rowSums(tab) == 0)) return(list())
  if (any(colSums(tab) == 0)) return(list(p = 1))
  # fisher.test searches its roots loosely: the same equations, tightly.
  a <- tab[1, 1]; m <- sum(tab[1, ]); n <- sum(tab[2, ]); k <- sum(tab[, 1])
  lo <- max(0, k - n); hi <- min(k, m); support <- lo:hi
  logdc <- dhyper(support, m, n, k, log = TRUE)
  dn <- function(b) { w <- logdc + b * support; w <- exp(w - max(w)); w / sum(w) }
  solve_ <- function(g) exp(uniroot(g, c(-60, 60), tol = 1e-15, maxiter = 1e5)$root)
  al <- (1 - level) / 2
  w <- exp(logdc)
  list(estimate = if (a == lo) 0 else if (a == hi) NULL else solve_(function(b) sum(dn(b) * support) - a),
       low = if (a == lo) 0 else solve_(function(b) sum(dn(b)[support >= a]) - al),
       high = if (a == hi) NULL else solve_(function(b) sum(dn(b)[support <= a]) - al),
       p = fisher.test(tab)$p.value)
}
fh <- function(tab) {
  tab <- tab[, colSums(tab) > 0, drop = FALSE]
  if (any(rowSums(tab) == 0)) return(list())
  if (ncol(tab) < 2) return(list(p = 1))
  list(p = fisher.test(tab, workspace = 2e8)$p.value)
}
few_expected <- function(tab) {
  tab <- tab[, colSums(tab) > 0, drop = FALSE]
  all(rowSums(tab) > 0) && ncol(tab) > 1 && any(outer(rowSums(tab), colSums(tab)) / sum(tab) < 5)
}
compare2 <- function(analysis, variable, visit, label, methods, a, m, b, n) {
  tab <- rbind(c(a, m - a), c(b, n - b))
  for (k in methods) put(analysis, variable, visit, no, label, no, k, c(m, n), switch(k,
    risk_difference = rd(a, m, b, n), risk_difference_mn = mn(a, m, b, n), nnt = nnt(a, m, b, n),
    risk_ratio = rr(a, m, b, n), risk_ratio_koopman = koopman(a, m, b, n), odds_ratio = or(a, m, b, n),
    pearson_chi2 = chi2(tab), yates_chi2 = chi2(tab, "yates"), n1_chi2 = chi2(tab, "n1"), fisher_exact = fisher(tab)))
}
rates <- function(analysis, variable, visit, label, x, n) {
  for (i in 1:2) {
    count(analysis, variable, visit, arms[i], label, x[i], n[i])
    put(analysis, variable, visit, arms[i], label, no, "wilson", n[i], wil(x[i], n[i]))
    put(analysis, variable, visit, arms[i], label, no, "clopper_pearson", n[i], cp(x[i], n[i]))
  }
  count(analysis, variable, visit, no, label, sum(x), sum(n))
}
EVERY <- c("risk_difference", "risk_difference_mn", "nnt", "risk_ratio", "risk_ratio_koopman", "odds_ratio",
           "pearson_chi2", "yates_chi2", "n1_chi2", "fisher_exact")

# -- columns
column <- regmatches(names(d), regexec("^(nihss|bi|mrs|perfusion|vegf|bfgf)_(pre|post|m[0-9]+)$", names(d)))
is_measure <- lengths(column) > 0
visits_of <- function(m) intersect(visits_all, sapply(column[is_measure & sapply(column, function(k) length(k) > 0 && k[2] == m)], `[`, 3))
has_values <- function(x) any(!is.na(x))
covariate <- !is_measure & !grepl("^(patient_id|arm|grade|died|lost|lost_reason|ae_.*|.*_doses|courses|.*_day_[0-9]+|mri_.*|lab_.*)$", names(d))
# Age has a scale of its own.
is_category <- function(name) {
  x <- d[[name]]
  if (name == "age") return(FALSE)
  v <- x[!is.na(x)]
  is.character(x) || is.logical(x) || (length(unique(v)) <= 5 && all(v == round(v)))
}
table2 <- function(x, levels) rbind(sapply(levels, function(l) sum(x[T1] == l, na.rm = TRUE)),
                                    sapply(levels, function(l) sum(x[!T1] == l, na.rm = TRUE)))
# -- given covariates
# Of a randomised trial a missing covariate is the mean of all patients, or a level of its own.
filled <- function(name) {
  x <- d[[name]]
  if (is_category(name)) { x <- as.character(x); x[is.na(x)] <- "(none)"; factor(x) }
  else if (!has_values(x)) rep(0, nrow(d)) else ifelse(is.na(x), mean(x, na.rm = TRUE), x)
}
as_read <- function(name) if (is_category(name)) factor(d[[name]]) else d[[name]]
lacks <- function(names) any(sapply(names, function(k) anyNA(d[[k]])))
varies <- function(f, names) names[sapply(names, function(k) length(unique(f[[k]])) > 1)]
# Cases of an outcome with its covariates, scaled as the SD of all of them.
cases <- function(y, names, impute) {
  f <- data.frame(y, t = as.numeric(T1))
  for (k in names) f[[k]] <- if (impute) filled(k) else as_read(k)
  f <- droplevels(f[complete.cases(f), ])
  names <- varies(f, names)
  for (k in names) if (is.numeric(f[[k]])) f[[k]] <- (f[[k]] - mean(f[[k]])) / sqrt(mean((f[[k]] - mean(f[[k]]))^2))
  list(f = f[c("y", "t", names)], names = names, n = c(sum(f$t == 1), sum(f$t == 0)))
}
full_rank <- function(f) { X <- model.matrix(~ ., f[-1]); qr(X, tol = 1e-9)$rank == ncol(X) }
FAR <- 18  # on the scaled logit: the search of a likelihood without a maximum ends beyond it
polr_fit <- function(k) {
  f <- k$f; y <- f$y
  if (any(k$n == 0) || flat(y) || !full_rank(f)) return(NULL)
  a <- y[f$t == 1]; b <- y[f$t == 0]
  if (min(a) >= max(b) || max(a) <= min(b)) return(NULL)
  f$y <- ordered(y)
  if (nlevels(f$y) > 2) {
    start <- c(rep(0, ncol(model.matrix(~ ., f[-1])) - 1), qlogis(cumsum(table(f$y))[-nlevels(f$y)] / nrow(f)))
    h <- tryCatch(polr(y ~ ., f, Hess = TRUE, start = start, control = list(reltol = 1e-14, maxit = 5000)), error = function(e) NULL)
    if (is.null(h) || max(abs(c(h$coefficients, h$zeta))) > FAR) return(NULL)
  } else {
    h <- suppressWarnings(glm(y ~ ., binomial, f, control = list(epsilon = 1e-14, maxit = 100)))
    if (max(abs(coef(h))) > FAR) return(NULL)
  }
  h
}
adjusted_odds <- function(k) {
  h <- if (length(k$names)) polr_fit(k)
  if (is.null(h)) return(list())
  b <- coef(h)[["t"]]; s <- sqrt(vcov(h)["t", "t"])
  list(estimate = exp(b), low = exp(b - z * s), high = exp(b + z * s), statistic = b / s, p = 2 * pnorm(-abs(b / s)))
}
proportionality <- function(k) {
  f <- k$f; y <- as.integer(factor(f$y)); m <- max(y) - 1
  if ((exists("arguments") && level != 0.95) || any(k$n == 0) || m < 2) return(list())
  if (any(table(factor(f$t, 0:1), y) == 0)) return(list())
  h <- polr_fit(k)
  if (is.null(h)) return(list())
  X <- model.matrix(~ ., f[-1])[, -(1:2), drop = FALSE]
  # Thresholds of each arm: the first, then logs of the steps.
  cuts <- function(p) cumsum(c(p[1], exp(p[-1])))
  minus <- function(p) {
    b <- p[-seq_len(2 * m)]; eta <- if (length(b)) as.vector(X %*% b) else 0
    lo <- hi <- numeric(nrow(f))
    for (a in 0:1) {
      c_ <- c(-Inf, cuts(p[a * m + seq_len(m)]), Inf); w <- f$t == a
      hi[w] <- c_[y[w] + 1]; lo[w] <- c_[y[w]]
    }
    -sum(log(plogis(hi - eta) - plogis(lo - eta)))
  }
  p <- c(unlist(lapply(0:1, function(a) {
    q <- qlogis(cumsum(tabulate(y[f$t == a], m + 1))[-(m + 1)] / sum(f$t == a)); c(q[1], log(diff(q)))
  })), rep(0, ncol(X)))
  last <- Inf
  for (i in 1:20) {
    o <- optim(p, minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 5000, ndeps = rep(1e-5, length(p))))
    p <- o$par
    if (last - o$value < 1e-12) break
    last <- o$value
  }
  x <- max(2 * (-o$value - as.numeric(logLik(h))), 0)
  list(statistic = x, df = m - 1, p = pchisq(x, m - 1, lower.tail = FALSE))
}
adjusted_risk <- function(k) {
  f <- k$f; Y <- f$y; t <- f$t == 1; n <- nrow(f)
  if (!length(k$names) || any(k$n < 2) || flat(Y)) return(list())
  h <- if (full_rank(f)) suppressWarnings(glm(y ~ ., binomial, f, control = list(epsilon = 1e-14, maxit = 100)))
  if (is.null(h) || max(abs(coef(h))) > FAR) return(list())
  m1 <- predict(h, transform(f, t = 1), type = "response"); m0 <- predict(h, transform(f, t = 0), type = "response")
  v11 <- var((Y - m1)[t]) / mean(t) + 2 * cov(Y[t], m1[t]) - var(m1)
  v00 <- var((Y - m0)[!t]) / mean(!t) + 2 * cov(Y[!t], m0[!t]) - var(m0)
  v10 <- cov(Y[t], m0[t]) + cov(Y[!t], m1[!t]) - cov(m1, m0)
  e <- mean(m1) - mean(m0); s <- sqrt((v11 + v00 - 2 * v10) / n)
  list(estimate = e, low = e - z * s, high = e + z * s, statistic = e / s, p = 2 * pnorm(-abs(e / s)))
}
given <- function(analysis, variable, visit, y, default, methods, label = no) {
  names <- if (length(chosen)) chosen else default
  impute <- randomised && lacks(names)
  for (filling in if (impute) c(TRUE, FALSE) else FALSE) {
    k <- cases(y, names, filling)
    level_ <- if (impute && !filling) "complete_cases" else label
    for (name in methods) put(analysis, variable, visit, no, level_, no, name, k$n, switch(name,
      proportional_odds_adjusted = adjusted_odds(k), proportional_odds_test = proportionality(k),
      adjusted_risk_difference = adjusted_risk(k)))
  }
}
ODDS <- c("proportional_odds_adjusted", "proportional_odds_test")

# -- baseline
for (name in names(d)[covariate]) {
  x <- d[[name]]
  if (!has_values(x)) next
  if (is_category(name)) {
    x <- as.character(x); levels <- sort(unique(x[!is.na(x)]))
    # Sex has two declared levels, also where one does not occur.
    if (name == "sex") levels <- c("female", "male")
    tab <- table2(x, levels)
    categories("baseline", name, x, levels, no)
    put("baseline", name, no, no, no, no, "smd", rowSums(tab), smd_table(tab))
    chance(name, rowSums(tab), smd_table(tab), sum(colSums(tab) > 0))
    if (!randomised) {
      put("baseline", name, no, no, no, no, "pearson_chi2", rowSums(tab), chi2(tab))
      if (few_expected(tab)) put("baseline", name, no, no, no, no, "fisher_exact", rowSums(tab), fh(tab))
    }
  } else {
    numbers("baseline", name, x, no)
    put("baseline", name, no, no, no, no, "smd", both_n(x), smd_number(x))
    chance(name, both_n(x), smd_number(x))
    if (!randomised) put("baseline", name, no, no, no, no, "welch_t", both_n(x), welch(x))
  }
}
for (m in names(better)) if ("pre" %in% visits_of(m)) {
  x <- d[[paste0(m, "_pre")]]; name <- paste0(m, "_pre")
  if (!has_values(x)) next
  numbers("baseline", name, x, no)
  put("baseline", name, no, no, no, no, "smd", both_n(x), smd_number(x))
  chance(name, both_n(x), smd_number(x))
  if (!randomised) put("baseline", name, no, no, no, no, "welch_t", both_n(x), welch(x))
}

# -- response
gv <- if ("nihss_post" %in% names(d)) "post" else tail(visits_of("nihss"), 1)
pre <- d$nihss_pre; post <- d[[paste0("nihss_", gv)]]
# A death counts at a visit if no score of the living stands there or later; mRS 6 is none.
died_before <- function(v) {
  gone <- if ("died" %in% names(d)) d$died %in% 1 else rep(FALSE, nrow(d))
  for (w in visits_all[match(v, visits_all):length(visits_all)]) for (m in names(better)) {
    x <- d[[paste0(m, "_", w)]]
    if (!is.null(x)) gone <- gone & (is.na(x) | (m == "mrs" & x %in% 6))
  }
  gone
}
died <- died_before(gv) & is.na(post)
source("responder_rules.R", local = TRUE)
SCALE <- c("recovered", "markedly_effective", "effective", "ineffective")
grade <- ifelse(100 * (pre - post) >= 90 * pre, 1, ifelse(100 * (pre - post) >= 46 * pre, 2,
         ifelse(100 * (pre - post) >= 18 * pre, 3, 4)))
grade[pre %in% 0] <- NA
grade[died] <- 4
g <- SCALE[grade]
tab <- table2(g, SCALE)
n2 <- rowSums(tab)
categories("response", "grade", g, SCALE, gv)
put("response", "grade", gv, no, no, no, "pearson_chi2", n2, chi2(tab))
put("response", "grade", gv, no, no, no, "fisher_exact", n2, fh(tab))
trend <- function() {
  ok <- !is.na(grade); s <- 4 - grade[ok]; f <- factor(T1[ok])
  if (nlevels(f) < 2 || flat(s)) return(list())
  h <- independence_test(s ~ f, teststat = "quadratic")
  list(statistic = statistic(h), df = 1, p = pchisq(statistic(h), 1, lower.tail = FALSE))
}
put("response", "grade", gv, no, no, no, "linear_by_linear", n2, trend())
common <- function(score) {
  ok <- !is.na(score); y <- score[ok]; t <- as.numeric(T1[ok])
  if (!any(t == 1) || !any(t == 0) || flat(y)) return(list())
  a <- y[t == 1]; b <- y[t == 0]
  if (min(a) >= max(b) || max(a) <= min(b)) return(list())
  y <- ordered(y)
  if (nlevels(y) > 2) {
    h <- polr(y ~ t, Hess = TRUE, control = list(reltol = 1e-14))
    b <- coef(h)[["t"]]; s <- sqrt(vcov(h)["t", "t"])
  } else {
    h <- glm(y ~ t, binomial, control = list(epsilon = 1e-14)); b <- coef(h)[["t"]]; s <- sqrt(vcov(h)["t", "t"])
  }
  list(estimate = exp(b), low = exp(b - z * s), high = exp(b + z * s), statistic = b / s, p = 2 * pnorm(-abs(b / s)))
}
put("response", "grade", gv, no, no, no, "proportional_odds", n2, common(-grade))
put("response", "grade", gv, no, no, no, "win_odds", n2, wo(-grade, "higher"))
put("response", "grade", gv, no, no, no, "smd", n2, smd_table(tab))
for (i in 1:3) {
  up <- rowSums(tab[, 1:i, drop = FALSE])
  put("response", "grade", gv, no, SCALE[i], no, "odds_ratio", n2, or(up[1], n2[1], up[2], n2[2]))
}
x <- rowSums(tab[, 1:3])
rates("response", "effective", gv, no, x, n2)
compare2("response", "effective", gv, no, EVERY, x[1], n2[1], x[2], n2[2])
put("response", "effective", gv, no, no, no, "fragility_index", n2, fragile(x, n2))
put("response", "effective", gv, no, no, no, "smd", n2, smd_table(cbind(x, n2 - x)))
all_n <- c(sum(T1), sum(!T1)); absent <- all_n - n2
for (case in c("ungradable_ineffective", "best_case", "worst_case")) {
  k <- x + absent * switch(case, ungradable_ineffective = c(0, 0), best_case = c(1, 0), worst_case = c(0, 1))
  rates("response", "effective", gv, case, k, all_n)
  compare2("response", "effective", gv, case, c("risk_difference", "pearson_chi2", "fisher_exact"), k[1], all_n[1], k[2], all_n[2])
}

given("response", "grade", gv, -grade, c("nihss_pre", "age"), ODDS)
given("response", "effective", gv, as.numeric(grade < 4), "nihss_pre", "adjusted_risk_difference")

# Responders at the measure's own visit: the plan's, else the last.
for (rule in names(RULES)) {
  m <- rule_measure(rule); at <- setdiff(visits_of(m), "pre"); at <- Filter(function(v) has_values(d[[paste0(m, "_", v)]]), at)
  planned <- intersect(secondary, paste0(m, "_", at))
  v <- if (m == "nihss") gv else if (length(planned)) sub(".*_", "", planned[1]) else tail(at, 1)
  y <- if (length(v)) responds(d, rule, v)
  if (is.null(y)) next
  n <- both_n(y); k <- c(sum(y[T1], na.rm = TRUE), sum(y[!T1], na.rm = TRUE))
  rates("response", "responder", v, rule, k, n)
  compare2("response", "responder", v, rule, c("risk_difference", "risk_ratio", "nnt"), k[1], n[1], k[2], n[2])
  names <- if (length(chosen)) chosen else if (rule_needs_pre(rule)) paste0(m, "_pre") else c("nihss_pre", "age")
  k <- cases(as.numeric(y), names, randomised && lacks(names)); e <- adjusted_risk(k)
  put("response", "responder", v, no, rule, no, "adjusted_risk_difference", k$n, e[setdiff(names(e), c("statistic", "p"))])
}

# -- outcomes
model <- function(h, name, V = vcov(h)) {
  b <- coef(h)[[name]]; s <- sqrt(V[name, name]); df <- h$df.residual
  if (is.na(b) || df < 1 || sum(resid(h)^2) < 1e-12 * sum((h$model[[1]] - mean(h$model[[1]]))^2)) return(list())
  list(estimate = b, low = b - qt((1 + level) / 2, df) * s, high = b + qt((1 + level) / 2, df) * s,
       statistic = b / s, df = df, p = tail2(b / s, df))
}
fit_ok <- function(y, x, t) {
  # A perfect fit, a constant column or an empty arm are not computed.
  length(unique(t)) == 2 && !flat(y) && !flat(x) && length(y) > 3
}
for (m in names(better)) for (v in visits_of(m)) {
  x <- d[[paste0(m, "_", v)]]
  if (!has_values(x)) next
  numbers("outcomes", m, x, v)
  n <- both_n(x)
  each <- m == "mrs" && v != "pre"  # an ordinal scale: every grade
  if (each) {
    for (i in 1:2) for (g in 0:6) count("outcomes", m, v, arms[i], as.character(g), sum(x[d$arm == arms[i]] == g, na.rm = TRUE), n[i])
    put("outcomes", m, v, no, no, no, "proportional_odds", n, common(-x))
    for (g in 0:5) put("outcomes", m, v, no, paste0("<=", g), no, "odds_ratio", n,
      or(sum(x[T1] <= g, na.rm = TRUE), n[1], sum(x[!T1] <= g, na.rm = TRUE), n[2]))
    given("outcomes", m, v, -x, c("nihss_pre", "age"), ODDS)
    given("outcomes", m, v, as.numeric(x <= 2), c("nihss_pre", "age"), "adjusted_risk_difference", "<=2")
  }
  if (!is.null(best_end[[m]]) && !each) {
    b <- best_end[[m]]
    for (i in 1:2) count("outcomes", m, v, arms[i], as.character(b), sum(x[d$arm == arms[i]] == b, na.rm = TRUE), n[i])
  }
  if (!is.null(responder[[m]])) {
    r <- if (m == "bi") x >= 95 else x <= 2
    k <- c(sum(r[T1], na.rm = TRUE), sum(r[!T1], na.rm = TRUE))
    for (i in 1:2) count("outcomes", m, v, arms[i], responder[[m]], k[i], n[i])
    if (v != "pre") compare2("outcomes", m, v, responder[[m]], c("risk_difference", "risk_ratio"), k[1], n[1], k[2], n[2])
  }
  if (v != "pre" || !randomised) {
    put("outcomes", m, v, no, no, no, "welch_t", n, welch(x))
    put("outcomes", m, v, no, no, no, "student_t", n, welch(x, TRUE))
    put("outcomes", m, v, no, no, no, "hedges_g", n, g_row(x))
    put("outcomes", m, v, no, no, no, "mann_whitney", n, mw(x))
    put("outcomes", m, v, no, no, no, "hodges_lehmann", n, hl(x))
    if (!is.na(better[[m]])) put("outcomes", m, v, no, no, no, "win_odds", n, wo(x, better[[m]]))
  }
  if (v != "pre" && m != "mrs" && !is.na(better[[m]])) {
    dead <- died_before(v) & is.na(x)
    if (any(dead)) {
      worst <- if (better[[m]] == "lower") Inf else -Inf
      y <- ifelse(dead, worst, x)
      put("outcomes", m, v, no, no, no, "win_odds_death_worst", both_n(y), wo(y, better[[m]]))
    }
  }
  if (v == "pre" || !("pre" %in% visits_of(m))) next
  x0 <- d[[paste0(m, "_pre")]]
  if (!has_values(x0)) next
  change <- x - x0
  numbers("outcomes", m, change, paste0(v, "-pre"))
  put("outcomes", m, paste0(v, "-pre"), no, no, no, "welch_t", both_n(change), welch(change))
  for (a in arms) {
    k <- change[d$arm == a]
    put("outcomes", m, v, a, no, no, "paired_t", sum(!is.na(k)), paired(k))
    put("outcomes", m, v, a, no, no, "wilcoxon_signed_rank", sum(!is.na(k)), signed(k))
  }
  f <- data.frame(post = x, pre = x0, t = as.numeric(T1))
  others <- setdiff(chosen, paste0(m, "_pre"))
  impute <- randomised && length(others) && lacks(others)
  with_covariates <- function(filling) {
    full <- f
    for (k in others) full[[k]] <- if (filling) filled(k) else as_read(k)
    droplevels(full[complete.cases(full), ])
  }
  full <- with_covariates(impute)
  s <- f[complete.cases(f), ]
  size <- function(f) c(sum(f$t == 1), sum(f$t == 0))
  # What does not vary among the cases cannot be adjusted for.
  terms_of <- function(full) setdiff(varies(full, names(full)), c("post", "t", "pre"))
  fit <- function(full) {
    if (!fit_ok(full$post, full$pre, full$t)) return(NULL)
    h <- lm(reformulate(c("t", "pre", terms_of(full)), "post"), full)
    # A covariate that the arm tells: lm would drop it silently.
    if (anyNA(coef(h))) NULL else h
  }
  terms <- terms_of(full)
  h <- fit(full)
  ok <- !is.null(h)
  put("outcomes", m, v, no, no, no, "ancova", size(full), if (ok) model(h, "t") else list())
  if (impute) {
    k <- with_covariates(FALSE); e <- fit(k)
    put("outcomes", m, v, no, "complete_cases", no, "ancova", size(k), if (is.null(e)) list() else model(e, "t"))
  }
  hc <- ok && max(hatvalues(h)) < 1 - 1e-10
  put("outcomes", m, v, no, no, no, "ancova_hc3", size(full), if (hc) model(h, "t", vcovHC(h, type = "HC3")) else list())
  arm_slopes <- nrow(s) > 4 && all(tapply(s$pre, s$t, function(k) !flat(k))) && !flat(s$post) && all(size(s) > 1)
  e <- list()
  if (arm_slopes) {
    e <- model(lm(post ~ t * pre, s), "t:pre")
    if (length(e)) e$statistic <- e$statistic^2
  }
  put("outcomes", m, v, no, no, no, "ancova_slopes", size(s), e)
  if (length(setdiff(chosen, paste0(m, "_pre")))) {
    plain <- list()
    if (fit_ok(s$post, s$pre, s$t)) plain <- model(lm(post ~ t + pre, s), "t")
    put("outcomes", m, v, no, "baseline_only", no, "ancova", size(s), plain)
  }
  if (m %in% c("vegf", "bfgf")) {
    log_row <- function(full, label) {
      pos <- full$post > 0 & full$pre > 0
      e <- list()
      if (all(pos) && !is.null(fit(full))) {
        e <- model(lm(reformulate(c("t", "log(pre)", terms_of(full)), "log(post)"), full), "t")
        if (length(e)) for (k in c("estimate", "low", "high")) e[[k]] <- exp(e[[k]])
      }
      put("outcomes", m, v, no, label, no, "ancova_log", size(full[pos, ]), e)
    }
    log_row(full, no)
    if (impute) log_row(with_covariates(FALSE), "complete_cases")
  }
}

# -- course
source("mixed_model.R")
for (m in setdiff(names(better), "mrs")) {
  later <- setdiff(visits_of(m), "pre")
  if (!("pre" %in% visits_of(m)) || length(later) < 2) next
  pre <- d[[paste0(m, "_pre")]]; y <- as.matrix(d[paste0(m, "_", later)])
  others <- setdiff(chosen, paste0(m, "_pre")); impute <- randomised && length(others) && lacks(others)
  f <- data.frame(row.names = seq_len(nrow(d)))
  for (k in others) f[[k]] <- if (impute) filled(k) else as_read(k)
  # Patients with the score before and after, and the columns of the covariates that vary among them.
  cases_with <- function(y) {
    w <- !is.na(pre) & rowSums(!is.na(y)) > 0 & (if (length(others)) complete.cases(f) else TRUE)
    g <- droplevels(f[w, others, drop = FALSE]); if (length(others)) g <- g[varies(g, others)]
    list(w = w, x = if (length(g)) model.matrix(~ ., g)[, -1, drop = FALSE] else matrix(0, sum(w), 0))
  }
  k <- cases_with(y)
  n <- sapply(later, function(v) both_n(ifelse(k$w, d[[paste0(m, "_", v)]], NA)))
  enough <- apply(n, 2, min) >= 5 + ncol(k$x)
  for (v in later[!enough]) put("course", m, v, no, no, no, "mmrm", n[, v])
  at <- later[enough]
  if (!length(at)) next
  k <- cases_with(y[, enough, drop = FALSE]); w <- k$w
  for (v in c("pre", at)) for (a in c(arms, NA)) {
    x <- d[[paste0(m, "_", v)]][w & (if (is.na(a)) TRUE else d$arm == a)]
    put("course", m, v, a, no, no, "mean_sd", sum(!is.na(x)), list(estimate = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE)))
  }
  fit <- if (length(at) > 1) mixed(list(arm = as.numeric(T1[w]), x = cbind(pre[w], k$x), y = y[w, enough, drop = FALSE]))
  for (j in seq_along(at)) {
    row <- function(shift, tested) {
      if (is.null(fit)) return(list())
      e <- fit$at(j, shift); half <- qt((1 + level) / 2, e["df"]) * e["se"]; t <- e["value"] / e["se"]
      r <- list(estimate = e["value"], low = e["value"] - half, high = e["value"] + half, df = e["df"])
      if (tested) c(r, list(statistic = t, p = tail2(t, e["df"]))) else r
    }
    put("course", m, at[j], no, no, no, "mmrm", n[, at[j]], row(c(0, 1), TRUE))
    for (i in 1:2) put("course", m, at[j], arms[i], no, no, "mmrm_mean", n[i, at[j]], row(c(1, 2 - i), FALSE))
  }
}

# -- factors
fisher_z <- function(r, s, df) {
  t <- r * sqrt(df / (1 - r^2))
  list(estimate = r, low = tanh(atanh(r) - z * s), high = tanh(atanh(r) + z * s), statistic = t, df = df, p = tail2(t, df))
}
corr <- function(x, y) {
  n <- length(x)
  if (n < 4 || flat(x) || flat(y)) return(list())
  if (abs(abs(cor(x, y)) - 1) < 1e-12) return(list(estimate = sign(cor(x, y))))
  h <- cor.test(x, y, conf.level = level)
  list(estimate = h$estimate, low = h$conf.int[1], high = h$conf.int[2], statistic = h$statistic, df = h$parameter, p = h$p.value)
}
rho <- function(x, y) {
  n <- length(x)
  if (n < 4 || flat(x) || flat(y)) return(list())
  r <- cor(x, y, method = "spearman")
  if (abs(abs(r) - 1) < 1e-12) return(list(estimate = sign(r)))
  e <- fisher_z(r, sqrt((1 + r^2 / 2) / (n - 3)), n - 2)
  if (n < 5) e[c("low", "high")] <- NULL
  e
}
# Measures of the visit, then continuous characteristics before treatment: of a measure only where
# it has no value at the visit.
continuous <- Filter(function(k) !is_category(k), names(d)[covariate])
for (v in visits_of("nihss")) {
  bh <- list()
  measured_then <- Filter(function(m) v %in% visits_of(m) && has_values(d[[paste0(m, "_", v)]]), setdiff(names(better), "nihss"))
  before <- Filter(function(m) "pre" %in% visits_of(m), setdiff(names(better), c("nihss", "mrs", measured_then)))
  columns <- c(setNames(paste0(measured_then, rep(paste0("_", v), length(measured_then))), measured_then),
               setNames(continuous, continuous), setNames(paste0(before, rep("_pre", length(before))), paste0(before, rep("_pre", length(before)))))
  for (m in names(columns)) {
    x <- d[[columns[[m]]]]; y <- d[[paste0("nihss_", v)]]
    if (!has_values(x)) next
    ok <- !is.na(x) & !is.na(y)
    for (a in c(NA, arms)) {
      k <- ok & (is.na(a) | d$arm == a)
      e <- corr(x[k], y[k])
      put("factors", m, v, a, no, "nihss", "pearson", sum(k), e)
      put("factors", m, v, a, no, "nihss", "spearman", sum(k), rho(x[k], y[k]))
      if (is.na(a)) bh[[length(bh) + 1]] <- list(m, sum(k), if (is.null(e$p)) NA else e$p)
    }
    n <- c(sum(ok & T1), sum(ok & !T1)); N <- sum(n)
    e <- list()
    if (all(n > 0) && N >= 5) {
      rx <- resid(lm(x[ok] ~ T1[ok])); ry <- resid(lm(y[ok] ~ T1[ok]))
      if (max(abs(rx)) > 1e-9 && max(abs(ry)) > 1e-9) e <- fisher_z(cor(rx, ry), 1 / sqrt(N - 4), N - 3)
    }
    put("factors", m, v, no, no, "nihss", "partial_pearson", n, e)
    s <- data.frame(f = x, y = y, t = as.numeric(T1))[ok, ]
    e <- list()
    if (N > 4 && all(n > 1) && all(tapply(s$f, s$t, function(k) !flat(k))) && !flat(s$y)) e <- model(lm(y ~ f * t, s), "f:t")
    put("factors", m, v, no, no, "nihss", "slope_difference", n, e)
  }
  if (length(bh) > 1) {
    p <- p.adjust(sapply(bh, function(k) k[[3]]), "BH")
    for (i in seq_along(bh)) put("factors", bh[[i]][[1]], v, no, no, "nihss", "benjamini_hochberg", bh[[i]][[2]], list(p = p[i]))
  }
}

# -- several outcomes: Holm over the secondary ones, the test that leads by the kind of each
row_of <- function(variable, visit, method) {
  k <- Filter(function(r) r$variable == variable && identical(r$visit, visit) && r$method == method && is.na(r$arm) && is.na(r$level), out)
  if (length(k)) k[[1]]
}
LEADS <- list(score = c("ancova", "welch_t"), mrs = c("proportional_odds_adjusted", "proportional_odds"),
              vegf = c("ancova_log", "ancova", "welch_t"), bfgf = c("ancova_log", "ancova", "welch_t"))
leading <- function(variable, visit) {
  if (variable == "effective") {
    t2 <- cbind(rowSums(tab[, 1:3]), tab[, 4])
    few <- any(outer(rowSums(t2), colSums(t2)) / sum(t2) < 5)
    return(row_of(variable, visit, if (few) "fisher_exact" else "pearson_chi2"))
  }
  kind <- if (variable %in% names(LEADS)) variable else "score"
  for (method in LEADS[[kind]]) {
    r <- row_of(variable, visit, method)
    if (!is.null(r) && !is.na(r$estimate)) return(r)
  }
}
family <- lapply(strsplit(secondary, "_"), function(k) leading(k[1], k[2]))
adj <- p.adjust(sapply(family, function(r) r$p), "holm")
for (i in seq_along(family)) with(family[[i]], put(analysis, variable, visit, no, no, no, "holm", c(n_treatment, n_control), list(p = adj[i])))

# -- safety
HARM <- c("risk_difference", "risk_ratio_koopman", "fisher_exact")
harm <- function(variable, has, visit = no) {
  x <- c(sum(has[T1], na.rm = TRUE), sum(has[!T1], na.rm = TRUE)); n <- both_n(has)
  rates("safety", variable, visit, no, x, n)
  compare2("safety", variable, visit, no, HARM, x[1], n[1], x[2], n[2])
}
events <- grep("^ae_", names(d), value = TRUE)
events <- events[!grepl("_(day|resolved)$", events)]
if (length(events) > 1) {
  has <- d[events] >= 1
  harm("any", ifelse(rowSums(has, na.rm = TRUE) > 0, TRUE, ifelse(rowSums(is.na(has)) > 0, NA, FALSE)))
}
doses <- intersect(c("nsc_doses", "msc_doses"), names(d))
for (k in events) {
  name <- sub("^ae_", "", k)
  harm(name, d[[k]] >= 1)
  for (i in 1:2) {
    w <- d$arm == arms[i]
    total <- sum(d[[k]][w], na.rm = TRUE)
    put("safety", name, no, arms[i], "events", no, "count", sum(!is.na(d[[k]][w])), list(estimate = total))
    # Of the patients whose events are counted; all of them or none.
    given <- sum(d[w & !is.na(d[[k]]), doses])
    if (length(doses) && !is.na(given) && given > 0) count("safety", name, no, arms[i], "per_injection", total, given)
  }
  r <- d[[paste0(k, "_resolved")]]
  if (!is.null(r) && has_values(r)) for (i in 1:2) {
    w <- d$arm == arms[i] & d[[k]] %in% 1:99 & !is.na(r)
    count("safety", name, no, arms[i], "resolved", sum(r[w] >= 1), sum(w))
  }
}
for (k in c("died", "lost")) if (k %in% names(d)) harm(k, d[[k]] >= 1)
for (k in grep("^(mri|lab)_abnormal_", names(d), value = TRUE)) {
  part <- regmatches(k, regexec("^(.*)_([a-z0-9]+)$", k))[[1]]
  harm(part[2], d[[k]] >= 1, part[3])
}

all <- do.call(rbind, out)
for (k in names(all)) if (is.double(all[[k]])) all[[k]] <- ifelse(is.na(all[[k]]), "", sprintf("%.15g", all[[k]]))
if (nzchar(args[2])) write.csv(all, args[2], row.names = FALSE, quote = TRUE, na = "")
