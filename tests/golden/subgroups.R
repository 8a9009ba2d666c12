# Effects by subgroup and by centre: differences, odds ratios, rates, interactions, Mantel-Haenszel.
# Rscript subgroups.R, in this folder: writes subgroups_data.csv (inputs) and subgroups.csv (95 %),
# subgroups_swapped.csv (arms swapped, 90 %) and subgroups_adjusted.csv (99 %; means and odds given
# a covariate beside the value before treatment).
# Tolerance: least squares, rates and Mantel-Haenszel are held to 1e-8; glm (epsilon 1e-14) to 1e-7;
# polr (reltol 1e-14) stops within 2e-6 of the maximum, held to 5e-6.
suppressPackageStartupMessages(library(MASS))
set.seed(20261201)

sets <- list()
add <- function(name, d) sets[[name]] <<- d
trial <- function(n, k, share = 0.5, effect = 0.5, by = 0) {
  arm <- as.numeric(seq_len(n) <= round(n * share))[sample(n)]
  g <- sample(k, n, replace = TRUE); x <- round(rnorm(n, 64, 10)); pre <- round(rnorm(n, 12, 4)); w <- round(rnorm(n, 5, 2), 1)
  y <- round(0.6 * pre - 2 * arm * (effect + by * (g - 1)) + 0.2 * w + rnorm(n, 0, 3), 1)
  latent <- effect * arm + by * arm * (g - 1) - 0.1 * (pre - 12) - 0.02 * (x - 64) + rlogis(n)
  data.frame(arm, y, pre, x, w, g, grade = findInterval(latent, qlogis(1:4 / 5)), event = as.numeric(latent > -0.5))
}
add("two_levels", trial(156, 2))
add("four_levels", trial(240, 4, by = 0.4))
add("unequal", trial(150, 3, share = 0.25))
add("large", trial(5000, 5, by = 0.1))
add("offset", within(trial(200, 3), { y <- y + 1e6; x <- x + 1e6 }))
add("empty_level", within(trial(120, 3), { g[g == 3] <- 2; g <- ifelse(g == 2, 3, g) }))  # nobody at 2
d <- trial(130, 3); d <- d[!(d$g == 3 & d$arm == 0), ]; add("level_in_one_arm", d)
d <- trial(130, 3); drop <- which(d$g == 3 & d$arm == 1)[-1]; add("one_patient_a_cell", d[-drop, ])
add("ties", within(trial(90, 2), { y <- sign(y - median(y)); pre <- sign(pre - 12) }))
d <- trial(150, 3); d$event[d$g == 2 & d$arm == 0] <- 0; d$grade[d$g == 2 & d$arm == 0] <- 0; add("all_dead_in_an_arm_of_a_level", d)
d <- trial(100, 2); d$event[d$arm == 0] <- 0; add("all_dead_in_an_arm", d)
d <- trial(120, 3); d$event[d$g == 1] <- 1; add("all_alive_in_a_level", d)
d <- trial(150, 3); d$g[sample(150, 60)] <- NA; add("missing_levels", d)
add("many_centres", trial(120, 24))
add("one_level", within(trial(60, 2), g <- 1))
d <- read.csv("../../sample_data/synthetic_156.csv")
arm <- as.numeric(d$arm == "treatment")
effective <- as.numeric(100 * (d$nihss_pre - d$nihss_post) >= 18 * d$nihss_pre)
add("synthetic_sex", data.frame(arm, y = d$nihss_post, pre = d$nihss_pre, x = d$age, w = d$onset_days,
  g = match(d$sex, c("male", "female")), grade = findInterval(-d$nihss_post, c(-12, -8, -5, -2)), event = effective))
add("synthetic_toast", transform(sets$synthetic_sex, g = match(d$toast, sort(unique(d$toast)))))

rows <- list()
confidence <- 0.95
put <- function(name, method, kind, at = "", v = rep(NA, 7)) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(name, confidence, method, kind, at, sprintf("%.15g", v))
}
# value, low, high, statistic, df, df2, p
wald <- function(b, se, q = qnorm((1 + confidence) / 2)) b + c(0, -1, 1) * q * se
newcombe <- function(x, n) {
  e <- lapply(1:2, function(i) prop.test(x[i], n[i], conf.level = confidence, correct = FALSE)$conf.int)
  p <- x / n; d <- p[1] - p[2]
  c(d, d - sqrt((p[1] - e[[1]][1])^2 + (e[[2]][2] - p[2])^2), d + sqrt((e[[1]][2] - p[1])^2 + (p[2] - e[[2]][1])^2))
}
tight <- list(epsilon = 1e-14, maxit = 200)

study <- function(name, d, with) {
  known <- d[!is.na(d$g), ]; k <- max(known$g)
  cells <- table(factor(known$g, 1:k), factor(known$arm, 0:1))
  shared <- which(cells[, 1] > 0 & cells[, 2] > 0)
  # Means, given the value before treatment: one model, a mean in each cell.
  cell <- factor(paste(known$g, known$arm))
  f <- lm(reformulate(c("0", "cell", "pre", with), "y"), known)
  V <- vcov(f); df2 <- f$df.residual
  for (j in seq_len(k)) {
    if (!(j %in% shared)) { put(name, "subgroup_difference", "means", j); next }
    l <- setNames(numeric(length(coef(f))), names(coef(f)))
    l[paste0("cell", j, " 1")] <- 1; l[paste0("cell", j, " 0")] <- -1
    put(name, "subgroup_difference", "means", j,
        c(wald(sum(l * coef(f)), sqrt(c(l %*% V %*% l)), qt((1 + confidence) / 2, df2)), rep(NA, 4)))
  }
  if (length(shared) > 1) {
    a <- anova(lm(reformulate(c("pre", with, "arm", "factor(g)"), "y"), known), f)
    put(name, "interaction", "means", "", c(NA, NA, NA, a$F[2], a$Df[2], df2, a$`Pr(>F)`[2]))
  } else put(name, "interaction", "means")
  # Over a continuous column, of all patients; centred, where lm keeps its digits.
  d$x <- d$x - mean(d$x)
  f <- lm(reformulate(c("pre", with, "arm * x"), "y"), d)
  s <- summary(f)$coefficients["arm:x", ]
  put(name, "interaction", "means_slope", "", c(wald(s[1], s[2], qt((1 + confidence) / 2, f$df.residual)), s[3]^2, 1, f$df.residual, s[4]))
  # Rates.
  X <- matrix(sapply(0:1, function(a) tapply(known$event * (known$arm == a), factor(known$g, 1:k), sum)), k); X[is.na(X)] <- 0
  N <- matrix(cells, k); x1 <- X[, 2]; x0 <- X[, 1]; n1 <- N[, 2]; n0 <- N[, 1]; n <- n1 + n0
  for (j in seq_len(k)) {
    if (j %in% shared) put(name, "subgroup_difference", "rates", j, c(newcombe(c(x1[j], x0[j]), c(n1[j], n0[j])), rep(NA, 4)))
    else put(name, "subgroup_difference", "rates", j)
  }
  told <- intersect(shared, which(x1 + x0 > 0 & x1 + x0 < n))
  lrt <- function(kind, small, large, ratio = NULL) {
    lr <- small$deviance - large$deviance; q <- small$df.residual - large$df.residual
    put(name, "interaction", kind, "", c(if (is.null(ratio)) rep(NA, 3) else exp(ratio), max(lr, 0), q, NA, pchisq(max(lr, 0), q, lower.tail = FALSE)))
  }
  arms_vary <- function(rows_) all(tapply(rows_$event, factor(rows_$arm, 0:1), function(v) min(v) < max(v)))
  inside <- known[known$g %in% told, ]
  if (length(told) > 1 && arms_vary(inside)) suppressWarnings(lrt("rates", glm(event ~ arm + factor(g), binomial, inside, control = tight),
                                                                  glm(event ~ arm * factor(g), binomial, inside, control = tight)))
  else put(name, "interaction", "rates")
  if (arms_vary(d)) {
    f <- glm(event ~ arm * x, binomial, d, control = tight); s <- summary(f)$coefficients["arm:x", ]
    lrt("rates_slope", glm(event ~ arm + x, binomial, d, control = tight), f, wald(s[1], s[2]))
  } else put(name, "interaction", "rates_slope")
  p1 <- (x1 / n1)[shared]; p0 <- (x0 / n0)[shared]; v <- p1 * (1 - p1) / n1[shared] + p0 * (1 - p0) / n0[shared]
  if (length(shared) > 1 && all(v > 0)) {
    q <- sum((p1 - p0 - sum((p1 - p0) / v) / sum(1 / v))^2 / v)
    put(name, "cochran_q", "rates", "", c(NA, NA, NA, q, length(shared) - 1, NA, pchisq(q, length(shared) - 1, lower.tail = FALSE)))
  } else put(name, "cochran_q", "rates")
  # Strata: mantelhaen.test wants two patients in each, and rows and columns that are not empty in all.
  x1 <- x1[shared]; x0 <- x0[shared]; n1 <- n1[shared]; n0 <- n0[shared]; n <- n1 + n0
  a <- aperm(array(c(x1, n1 - x1, x0, n0 - x0), c(length(shared), 2, 2)), c(3, 2, 1))
  if (length(told)) {
    m <- tryCatch(mantelhaen.test(a, correct = FALSE, conf.level = confidence), error = function(e) NULL)
    e1 <- n1 * (x1 + x0) / n; v <- n1 * n0 * (x1 + x0) * (n - x1 - x0) / (n^2 * (n - 1))
    stat <- (sum(x1) - sum(e1))^2 / sum(v)
    if (!is.null(m)) stopifnot(abs(m$statistic - stat) < 1e-9 * stat + 1e-12)
    put(name, "cmh", "strata", "", c(NA, NA, NA, stat, 1, NA, pchisq(stat, 1, lower.tail = FALSE)))
    R <- x1 * (n0 - x0) / n; S <- x0 * (n1 - x1) / n; P <- (x1 + n0 - x0) / n; Q <- 1 - P
    if (sum(R) > 0 && sum(S) > 0) {
      se <- sqrt(sum(P * R) / (2 * sum(R)^2) + sum(P * S + Q * R) / (2 * sum(R) * sum(S)) + sum(Q * S) / (2 * sum(S)^2))
      or <- sum(R) / sum(S)
      if (!is.null(m)) stopifnot(abs(m$estimate / or - 1) < 1e-9, abs(m$conf.int / exp(wald(log(or), se)[2:3]) - 1) < 1e-9)
      put(name, "mantel_haenszel_or", "strata", "", c(exp(wald(log(or), se)), rep(NA, 4)))
    } else put(name, "mantel_haenszel_or", "strata")
    W <- sum(n1 * n0 / n); rd <- sum((x1 * n0 - x0 * n1) / n) / W
    P <- sum((n1^2 * x0 - n0^2 * x1 + n1 * n0 * (n0 - n1) / 2) / n^2); Q <- sum((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n))
    put(name, "mantel_haenszel_rd", "strata", "", c(wald(rd, sqrt((rd * P + Q) / W^2)), rep(NA, 4)))
  }
  # Ordered grades, given the value before treatment: levels with patients of both arms, none at an end alone.
  ends <- range(known$grade[known$g %in% shared])
  ok <- Filter(function(j) all(sapply(0:1, function(a) {
    v <- known$grade[known$g == j & known$arm == a]; !(all(v == ends[1]) || all(v == ends[2]))
  })), shared)
  o <- known[known$g %in% ok, ]; o$G <- factor(o$g); o$Y <- factor(o$grade, ordered = TRUE)
  for (v in c("pre", with)) o[[v]] <- as.vector(scale(o[[v]]))
  search <- function(terms) {
    start <- c(rep(0, ncol(model.matrix(reformulate(terms), o)) - 1), qlogis(cumsum(table(o$Y))[-nlevels(o$Y)] / nrow(o)))
    f <- NULL
    for (i in 1:3) {
      f <- polr(reformulate(terms, "Y"), o, Hess = TRUE, start = start, control = list(reltol = 1e-15, maxit = 5000))
      start <- c(coef(f), f$zeta)
    }
    f
  }
  several <- length(ok) > 1
  f <- search(c("pre", with, if (several) c("G", "arm:G") else "arm"))
  for (j in seq_len(k)) {
    if (!(j %in% ok)) { put(name, "subgroup_odds_ratio", "odds", j); next }
    at <- if (several) grep(paste0("^(G", j, ":arm|arm:G", j, ")$"), names(coef(f)), value = TRUE) else "arm"
    put(name, "subgroup_odds_ratio", "odds", j, c(exp(wald(coef(f)[[at]], sqrt(vcov(f)[at, at]))), rep(NA, 4)))
  }
  if (several) {
    lr <- 2 * (as.numeric(logLik(f)) - as.numeric(logLik(search(c("pre", with, "G", "arm")))))
    put(name, "interaction", "odds", "", c(NA, NA, NA, lr, length(ok) - 1, NA, pchisq(lr, length(ok) - 1, lower.tail = FALSE)))
  } else put(name, "interaction", "odds")
}

write <- function(file, level, with, change) {
  rows <<- list(); confidence <<- level
  for (name in setdiff(names(sets), if (length(with)) "many_centres" else "")) study(name, change(sets[[name]]), with)
  result <- as.data.frame(do.call(rbind, rows))
  names(result) <- c("dataset", "confidence", "method", "kind", "at", "value", "low", "high", "statistic", "df", "df2", "p")
  write.csv(result, file, row.names = FALSE, quote = FALSE)
}
same <- function(d) d
write("subgroups.csv", 0.95, character(0), same)
write("subgroups_swapped.csv", 0.9, character(0), function(d) transform(d, arm = 1 - arm))
write("subgroups_adjusted.csv", 0.99, "w", same)
text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
inputs <- do.call(rbind, lapply(names(sets), function(name) {
  d <- sets[[name]]
  data.frame(dataset = name, lapply(d[c("arm", "y", "pre", "x", "w", "g", "grade", "event")], text))
}))
write.csv(inputs, "subgroups_data.csv", row.names = FALSE, quote = FALSE)
