# Responders, fragility and the win odds with the dead below every score, over cohorts at the edges.
# Rscript responders.R, in this folder: writes responders_data.csv (inputs, invented) and responders.csv.
# Nothing is searched but by fisher.test's P: the tests are held to 1e-9 relative.
set.seed(20261201)
clamp <- function(x, lo, hi) pmin(hi, pmax(lo, round(x)))
scores <- c("nihss_post", "nihss_m3", "bi_post", "bi_m3", "mrs_m3")
trial <- function(nt, nc, dead = 0) {
  n <- nt + nc; t <- rep(1:0, c(nt, nc)); pre <- clamp(rnorm(n, 11, 4), 1, 30); bi <- 5 * clamp(rnorm(n, 9, 4), 0, 20)
  post <- clamp(pre - 3 - 2 * t + rnorm(n, 0, 3), 0, 42); m3 <- clamp(post - 1 + rnorm(n, 0, 2), 0, 42)
  d <- data.frame(arm = ifelse(t == 1, "cells", "usual"), nihss_pre = pre, nihss_post = post, nihss_m3 = m3, bi_pre = bi,
    bi_post = 5 * clamp(bi / 5 + 3 + t + rnorm(n, 0, 3), 0, 20), bi_m3 = 5 * clamp(bi / 5 + 5 + t + rnorm(n, 0, 3), 0, 20),
    mrs_m3 = clamp(m3 / 4 + rnorm(n), 0, 5), died = 0)
  die(d, sample(n, round(dead * n)), scores)
}
die <- function(d, who, without, grade = 6) {
  d$died[who] <- 1; d[who, intersect(without, names(d))] <- NA
  if (length(who)) d$mrs_m3[who] <- rep_len(c(grade, NA), length(who))  # one of two with the grade of the dead
  d
}
lost <- function(d, share) { for (k in names(d)[2:8]) d[[k]][runif(nrow(d)) < share] <- NA; d }
cohorts <- list(usual = trial(60, 60, 0.08), large = trial(400, 300, 0.05), nobody_dead = trial(45, 40), missing_40 = lost(trial(70, 66, 0.1), 0.4))
d <- trial(14, 12); cohorts$all_dead_in_an_arm <- die(d, which(d$arm == "usual"), scores)
d <- trial(30, 28, 0.1); for (k in c("nihss_pre", "nihss_post", "nihss_m3")) d[[k]][!is.na(d[[k]])] <- c(9, 5); for (k in c("bi_post", "bi_m3")) d[[k]][!is.na(d[[k]])] <- c(90, 95)
cohorts$ties <- d
d <- trial(25, 25, 0.1); d$nihss_m3 <- d$bi_m3 <- d$mrs_m3 <- NA; cohorts$empty_visit <- d
d <- trial(6, 6); d$nihss_pre <- 13:24; d$nihss_post <- c(1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12); d$nihss_m3 <- d$nihss_post + 1; d$mrs_m3 <- c(0:5, 0:5)
cohorts$one_a_level <- die(d, c(3, 9), c("nihss_m3", "bi_m3"))
cohorts$one_in_an_arm <- trial(1, 15, 0.1)
d <- trial(40, 40); cohorts$late_deaths <- die(d, c(2, 9, 41, 47, 52, 60, 71), c("nihss_m3", "bi_m3"))
d <- trial(32, 30, 0.1); d$nihss_pre[1:20] <- 0; d$bi_pre[15:40] <- 100; cohorts$nothing_to_gain <- d
d <- trial(3, 3); d$nihss_pre <- 20; d$nihss_post <- d$nihss_m3 <- 1; cohorts$all_respond <- die(d, 5, c("bi_post", "bi_m3"))
# Centres: the first has no patient of the usual arm, of some nobody knows the centre.
for (k in names(cohorts)) { d <- cohorts[[k]]; d$centre <- sample(c("P", "Q", "R", NA), nrow(d), TRUE, c(4, 4, 3, 1)); d$centre[d$centre %in% "P" & d$arm == "usual"] <- "Q"; cohorts[[k]] <- d }
pooled <- function(y, d, measure) {
  k <- !is.na(y) & !is.na(d$centre); f <- function(a, v) tapply(v[k & d$arm == a], factor(d$centre[k & d$arm == a], c("P", "Q", "R")), sum, default = 0)
  x1 <- f("cells", y); n1 <- f("cells", !is.na(y)); x0 <- f("usual", y); n0 <- f("usual", !is.na(y)); s <- n1 > 0 & n0 > 0
  n <- c(sum(n1[s]), sum(n0[s])); x1 <- x1[s]; n1 <- n1[s]; x0 <- x0[s]; n0 <- n0[s]
  none <- !any(s) || sum(x1 + x0) %in% c(0, sum(n1 + n0)) || (measure == "OR" && (all(x1 * (n0 - x0) == 0) || all(x0 * (n1 - x1) == 0)))
  if (none) return(list(n = n, e = list()))
  m <- metafor::rma.mh(measure = measure, ai = x1, n1i = n1, ci = x0, n2i = n0, level = 100 * level, correct = FALSE)
  v <- c(m$b, m$ci.lb, m$ci.ub); if (!isTRUE(v[3] - v[2] > 1e-12)) v[2:3] <- NA  # no interval of no width
  if (measure == "OR") v <- exp(v)
  list(n = n, e = list(estimate = v[1], low = v[2], high = v[3]))
}

out <- list()
put <- function(method, variable, visit, rule = "", arm = "", n = NA, n2 = c(NA, NA), e = list()) {
  f <- function(k) { v <- e[[k]]; if (is.null(v) || !is.finite(v)) NA_real_ else as.numeric(v) }
  out[[length(out) + 1]] <<- data.frame(dataset = name, level, method, variable, visit, rule, arm, n, n_t = n2[1], n_c = n2[2],
    estimate = f("estimate"), low = f("low"), high = f("high"), p = f("p"))
}
newcombe <- function(x, n) {
  ends <- lapply(1:2, function(i) suppressWarnings(prop.test(x[i], n[i], conf.level = level, correct = FALSE))$conf.int); p <- x / n; e <- p[1] - p[2]
  list(estimate = e, low = e - sqrt((p[1] - ends[[1]][1])^2 + (ends[[2]][2] - p[2])^2), high = e + sqrt((ends[[1]][2] - p[1])^2 + (p[2] - ends[[2]][1])^2))
}
ratio <- function(x, n) {
  if (sum(x) == 0 || all(x == n)) return(list())
  h <- if (any(x == 0 | x == n)) 0.5 else 0; a <- x + h; N <- n + 2 * h
  e <- log(a[1] / N[1] / (a[2] / N[2])); s <- sqrt(sum(1 / a - 1 / N)); list(estimate = exp(e), low = exp(e - z * s), high = exp(e + z * s))
}
inverse <- function(r) { i <- function(v) if (v == 0) NA else 1 / v; list(estimate = i(r$estimate), low = i(r$high), high = i(r$low)) }
win <- function(a, b) {
  if (!length(a) || !length(b)) return(list())
  pairs <- outer(a, b, ">") + outer(a, b, "==") / 2; theta <- mean(pairs)
  if (theta == 1) return(list()); if (theta == 0) return(list(estimate = 0))
  e <- list(estimate = theta / (1 - theta)); if (min(length(a), length(b)) < 5 || length(unique(c(a, b))) == 1) return(e)
  spread <- function(k) sum((k - mean(k))^2) / length(k)^2
  s <- sqrt(spread(rowMeans(pairs)) + spread(colMeans(pairs))) / (theta * (1 - theta))
  c(e, list(low = exp(qlogis(theta) - z * s), high = exp(qlogis(theta) + z * s), p = 2 * pnorm(-abs(qlogis(theta) / s))))
}
source("responder_rules.R")
for (name in names(cohorts)) for (level in if (name == "usual") c(0.9, 0.95) else 0.95) {
  d <- cohorts[[name]]; T1 <- d$arm == "cells"; z <- qnorm((1 + level) / 2)
  died_before <- function(v) {
    later <- if (v == "post") scores else scores[grepl("m3", scores)]
    d$died == 1 & rowSums(sapply(later, function(k) !is.na(d[[k]]) & !(k == "mrs_m3" & d[[k]] %in% 6))) == 0
  }
  by <- function(f) c(f(T1), f(!T1))
  for (rule in names(RULES)) {
    m <- rule_measure(rule); v <- if (m == "nihss" || all(is.na(d[[paste0(m, "_m3")]]))) "post" else "m3"
    y <- responds(d, rule, v); if (is.null(y)) next
    n <- by(function(s) sum(!is.na(y[s]))); x <- by(function(s) sum(y[s], na.rm = TRUE))
    for (i in 1:2) put("count", "responder", v, rule, c("cells", "usual")[i], n[i], e = list(estimate = x[i]))
    for (i in 1:2) { ends <- if (n[i]) suppressWarnings(prop.test(x[i], n[i], conf.level = level, correct = FALSE))$conf.int
      put("wilson", "responder", v, rule, c("cells", "usual")[i], n[i], e = list(estimate = if (n[i]) x[i] / n[i], low = ends[1], high = ends[2])) }
    r <- if (all(n > 0)) newcombe(x, n)
    put("risk_difference", "responder", v, rule, n2 = n, e = if (is.null(r)) list() else r)
    put("nnt", "responder", v, rule, n2 = n, e = if (is.null(r)) list() else inverse(r))
    put("risk_ratio", "responder", v, rule, n2 = n, e = if (is.null(r)) list() else ratio(x, n))
    for (m in c("OR", "RD")) { h <- pooled(y, d, m); put(paste0("mantel_haenszel_", tolower(m)), "responder", v, rule, n2 = h$n, e = h$e) }
  }
  fall <- 100 * (d$nihss_pre - d$nihss_post) >= 18 * d$nihss_pre; fall[d$nihss_pre %in% 0] <- NA; fall[died_before("post") & is.na(d$nihss_post)] <- FALSE
  n <- by(function(s) sum(!is.na(fall[s])))
  put("fragility_index", "effective", "post", n2 = n, e = fragile(by(function(s) sum(fall[s], na.rm = TRUE)), n))
  for (m in c("nihss", "bi")) for (v in c("post", "m3")) {
    x <- d[[paste0(m, "_", v)]]; if (m == "nihss") x <- -x
    dead <- died_before(v) & is.na(x); if (!any(dead) || all(is.na(x))) next
    y <- ifelse(dead, -1000, x); a <- y[T1 & !is.na(y)]; b <- y[!T1 & !is.na(y)]
    put("win_odds_death_worst", m, v, n2 = c(length(a), length(b)), e = win(a, b))
  }
}
save <- function(d, file) { for (k in names(d)) if (is.double(d[[k]])) d[[k]] <- ifelse(is.na(d[[k]]), "", sprintf("%.15g", d[[k]])); write.csv(d, file, row.names = FALSE, quote = FALSE, na = "") }
save(do.call(rbind, lapply(names(cohorts), function(k) cbind(dataset = k, patient_id = sprintf("N%03d", seq_len(nrow(cohorts[[k]]))), cohorts[[k]]))), "responders_data.csv")
save(do.call(rbind, out), "responders.csv")
